import OrreryKit

/// Which entry of which file, and which object of those made of it.
struct ObjectKey: Sendable, Hashable {
  /// The file as the user named it.
  var input: String
  /// Its place in the file, from 0; -1 stands for a file of which nothing can be read.
  var entry: Int
  /// Its place among the objects cut out of the entry; 0 where the entry itself is the object.
  var place = 0

  static func file(_ path: String) -> ObjectKey { ObjectKey(input: path, entry: -1) }
}

/// A file of the input, as a run found it.
struct InputRecord: Sendable, Equatable {
  var path: String
  /// Its place in the list of the run's files: rows of the catalogue stand in this order.
  var position: Int
  /// SHA-256; empty where it could not be read.
  var digest: String
  /// `nil` where the digest must be made again to be trusted.
  var signature: FileSignature?
  /// Objects that it holds; `nil` where that is not known.
  var entries: Int?
}

/// A file that a run wrote.
struct ProductRecord: Sendable, Equatable {
  /// What it is: the name of its folder.
  enum Kind: String, Sendable { case png, fits, overview }

  var kind: Kind
  /// Inside the output folder.
  var path: String
  /// SHA-256.
  var digest: String
  var signature: FileSignature?
}

/// An entry of a file: the unit that is done as a whole or gone on with.
struct UnitRecord: Sendable {
  var entry: Int
  /// SHA-256 of the file that it was read from.
  var digest: String
  /// What decided how it was worked on.
  var configuration: String
  /// False where a run ended in its middle.
  var isDone: Bool
  /// True of an image that objects were cut out of.
  var isField: Bool
  /// The objects made of it, by place, and how each ended.
  var objects: [Int: AttemptRecord.Status] = [:]
  /// Products of each place; those of the whole unit stand at -1.
  var products: [Int: [ProductRecord]] = [:]
}

/// One object and one try at it.
struct AttemptRecord: Sendable {
  enum Status: String, Sendable, Codable { case done, flagged, failed }

  var key: ObjectKey
  var object: String
  var status: Status
  /// Why it was worked on.
  var cause = ""
  /// Where and why it failed; empty where it did not.
  var step = ""
  var code = ""
  var reason = ""
  var flags = ""
  var className = ""
  /// Times it was tried in this attempt.
  var tries = 1
  /// Since 1970.
  var time: Double = 0
  var seconds: Double = 0
  /// Largest resident size of the process so far, in bytes.
  var memory = 0
  /// What the catalogue says of it; `nil` where it failed.
  var row: [UInt8]?
  var products: [ProductRecord] = []
}

/// What a run has to tell its ledger, in the order it happened.
enum LedgerEvent: Sendable {
  /// A file is open, or known to be as it was.
  case input(InputRecord)
  /// An entry is worked on from its beginning: what was known of it holds no more.
  case begin(input: String, entry: Int, digest: String, isField: Bool)
  case attempt(AttemptRecord)
  /// Every object of an entry is recorded.
  case end(input: String, entry: Int, products: [ProductRecord])
  /// A file is as recorded by its content; its signature is new.
  case signature(product: String, FileSignature)
}
