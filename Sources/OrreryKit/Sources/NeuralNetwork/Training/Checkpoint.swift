internal import Foundation

/// A training on disk: one safetensors file with its own SHA-256 inside.
///
/// Tensors are `model.…`, `best.…`, `optimizer.…` and `average.…`, the rest is JSON in the metadata.
/// The checkpoint before is kept beside it as `PATH.previous`.
struct Checkpoint {
  var progress: TrainingProgress
  var tensors: StateDictionary

  private static let format = "orrery-checkpoint-2"
  private static let digestKey = "sha256"
  private static let blankDigest = String(repeating: "0", count: 64)

  /// Writes whole or not at all.
  /// - Parameter keepsPrevious: false where the present file is damaged.
  /// - Throws: `DataError.unwritable`.
  func write(to path: String, keepsPrevious: Bool = true) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let progress = try? encoder.encode(progress) else {
      throw DataError(.unwritable, "the progress has no JSON form", file: path)
    }
    let file = Safetensors(
      tensors,
      metadata: [
        "format": Self.format, "progress": String(decoding: progress, as: UTF8.self),
        Self.digestKey: Self.blankDigest,
      ])
    var bytes = file.bytes
    guard let place = Self.digestPlace(bytes) else {
      throw DataError(.unwritable, "the checkpoint has no place for its digest", file: path)
    }
    bytes.replaceSubrange(place, with: SHA256.hexadecimal(bytes).utf8)
    try AtomicFile.write(bytes, to: path, keepingPrevious: keepsPrevious ? path + ".previous" : nil)
  }

  /// The checkpoint, or the one before where it is damaged or gone; `nil` where there never was one.
  /// - Returns: with a warning where it is the one before.
  /// - Throws: `DataError` where neither can be used.
  static func latest(at path: String) throws -> (checkpoint: Checkpoint, warning: String?)? {
    let isPresent = exists(path)
    let hasPrevious = exists(path + ".previous")
    guard isPresent || hasPrevious else { return nil }
    do {
      return (try Checkpoint(reading: path), nil)
    } catch {
      guard hasPrevious else { throw error }
      return (
        try Checkpoint(reading: path + ".previous"), "\(error); going on from the checkpoint before"
      )
    }
  }

  init(progress: TrainingProgress, tensors: StateDictionary) {
    self.progress = progress
    self.tensors = tensors
  }

  /// - Throws: `DataError`, also where the SHA-256 is not that of the content.
  init(reading path: String) throws {
    var bytes = try RegularFile(path).contents()
    guard let place = Self.digestPlace(bytes) else {
      throw DataError(.notRecognised, "no checkpoint: it has no SHA-256", file: path)
    }
    let digest = String(decoding: bytes[place], as: UTF8.self)
    bytes.replaceSubrange(place, with: Self.blankDigest.utf8)
    guard SHA256.hexadecimal(bytes) == digest else {
      throw DataError(.damaged, "the checkpoint's SHA-256 is wrong", file: path)
    }
    let file = try Safetensors(bytes: bytes, file: path)
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard file.metadata["format"] == Self.format, let text = file.metadata["progress"],
      let progress = try? decoder.decode(TrainingProgress.self, from: Data(text.utf8))
    else {
      throw DataError(
        .unsupported, "no checkpoint of the kind '\(Self.format)'", file: path)
    }
    self.progress = progress
    self.tensors = file.tensors
  }

  /// The 64 digits after `"sha256":"`. The first such text is the one: quotes inside metadata are
  /// escaped, and tensors come later.
  private static func digestPlace(_ bytes: [UInt8]) -> Range<Int>? {
    let mark = Array("\"\(digestKey)\":\"".utf8)
    guard let start = bytes.firstRange(of: mark)?.upperBound, start + 64 <= bytes.count else {
      return nil
    }
    return start..<start + 64
  }

  private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
