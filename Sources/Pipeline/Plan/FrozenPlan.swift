import Foundation
import OrreryKit

/// A plan as a file: the description with everything filled in, every input with its digest, and
/// which shard does what. Machines that share it do the same work, whatever changes meanwhile.
public struct FrozenPlan: Sendable, Codable, Equatable {
  /// One input file.
  public struct File: Sendable, Codable, Equatable {
    public var path: String
    /// SHA-256; empty where it could not be read.
    public var sha256: String
    public var bytes: Int64
    /// Objects that it holds; 0 where it could not be read.
    public var objects: Int
  }

  /// Where a shard begins: at an object of a file.
  public struct Bound: Sendable, Codable, Equatable {
    public var file: Int
    public var object: Int
  }

  /// Of this format.
  public var orrery = 1
  /// The description's file, as products name it.
  public var name: String
  /// The description as JSON.
  public var description: String
  public var output: String
  /// `WorkDigest` of the plan: what a run must do to be this plan's.
  public var configuration: String
  public var files: [File]
  /// Where each shard begins, of about the same cost; the first begins at the first object.
  public var shards: [Bound]

  /// An object costs what reading so many bytes does, beside its own.
  private static let objectCost: Int64 = 100_000

  /// Reads every input once.
  /// - Parameter jobs: files that are read at once.
  public init(_ plan: Plan, shards count: Int, jobs: Int) async {
    precondition(count >= 1, "FrozenPlan: \(count) shards")
    name = Provenance(plan).pipeline
    description = String(decoding: CanonicalJSON.bytes(plan.merged(naming: true)), as: UTF8.self)
    output = plan.output.folder
    configuration = WorkDigest(plan).digest
    let input = plan.input
    files = await concurrentMap(InputSource(plan.input.files).files, width: jobs) { file in
      let size = FileSignature(of: file.path)?.size ?? 0
      var frozen = File(path: file.path, sha256: "", bytes: size, objects: 0)
      if let digest = try? SHA256.hexadecimal(ofFile: file.path),
        let reader = try? ObjectReader(file, plan: input)
      {
        frozen.sha256 = digest
        frozen.objects = reader.ids.count
      }
      return frozen
    }
    shards = Self.bounds(files, count)
  }

  /// - Throws: `DataError` `notRecognised` where it is no plan.
  public init(path: String) throws {
    let bytes = try RegularFile(path).contents(limit: 1 << 32)
    do {
      self = try JSONDecoder().decode(FrozenPlan.self, from: Data(bytes))
    } catch {
      throw DataError(.notRecognised, "is no plan written by `orrery plan --freeze`", file: path)
    }
    guard orrery == 1 else {
      throw DataError(.unsupported, "is a plan of version \(orrery); this is 1", file: path)
    }
  }

  /// - Throws: `DataError.unwritable`.
  public func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(Array(try encoder.encode(self)), to: path)
  }

  /// Divides the work anew.
  public mutating func divide(into count: Int) { shards = Self.bounds(files, count) }

  /// The checked plan of this installation.
  /// - Throws: `Problems`; `DataError.invalidValue` where it would do other work than was planned.
  public func plan(_ reader: PlanReader, output: String?) throws -> Plan {
    var overrides = PlanReader.Overrides()
    overrides.files = files.map(\.path)
    overrides.output = output ?? self.output
    let plan = try reader.read(text: description, file: name, overrides: overrides)
    guard WorkDigest(plan).digest == configuration else {
      throw DataError(
        .invalidValue,
        "the plan was made by another orrery, or with other weights: make it again here")
    }
    return plan
  }

  /// Which shard of the plan an object belongs to, from 0.
  func shard(file: Int, object: Int) -> Int {
    var low = 0
    var high = shards.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if (shards[middle].file, shards[middle].object) <= (file, object) {
        low = middle
      } else {
        high = middle
      }
    }
    return low
  }

  /// Parts of about the same cost, in the order of the input; later ones may be empty.
  private static func bounds(_ files: [File], _ count: Int) -> [Bound] {
    func cost(_ file: File) -> Int64 {
      file.bytes + objectCost * Int64(max(1, file.objects))
    }
    let total = files.reduce(Int64(0)) { $0 + cost($1) }
    let share = Double(total) / Double(count)
    var bounds = [Bound(file: 0, object: 0)]
    var before = 0.0
    for (place, file) in files.enumerated() {
      let own = Double(cost(file))
      let objects = max(1, file.objects)
      while bounds.count < count {
        let wanted = share * Double(bounds.count) - before
        guard wanted < own else { break }
        let object = min(objects, Int((wanted / own * Double(objects)).rounded(.up)))
        bounds.append(
          object == objects
            ? Bound(file: place + 1, object: 0) : Bound(file: place, object: object))
      }
      before += own
    }
    while bounds.count < count { bounds.append(Bound(file: files.count, object: 0)) }
    return bounds
  }
}
