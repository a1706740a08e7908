internal import Foundation

/// Weights in the safetensors format: tensors by name and a few words about them, never code.
///
/// Reading is strict: sizes are checked against the file before anything is allocated, names occur
/// once, the tensors fill the file without overlap or hole.
/// Float16 and bfloat16 become Float32 exactly; Float64 is rounded to the nearest Float32.
/// NaN weights are read as they are: look at `nonFinite`.
///
///     let file = try Safetensors(reading: "galaxies.safetensors")
///     let report = try model.load(file.tensors)
public struct Safetensors: Sendable, Equatable {
  public var tensors: StateDictionary
  /// The `__metadata__` of the file.
  public var metadata: [String: String]

  public init(_ tensors: StateDictionary, metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// Reads a file. Peak memory is that of the tensors and a small buffer.
  /// - Throws: `DataError` with the path as given.
  public init(reading path: String) throws {
    let handle = try RegularFile(path)
    try self.init(count: handle.count, file: path) { try handle.read(at: $0, into: $1) }
  }

  /// Reads the bytes of a file.
  /// - Throws: `DataError` that names `file`.
  public init(bytes: [UInt8], file: String? = nil) throws {
    try self.init(count: bytes.count, file: file) { offset, buffer in
      buffer.copyBytes(from: bytes[offset..<offset + buffer.count])
    }
  }

  /// Names of tensors with NaN or infinite values, and how many.
  public var nonFinite: [String: Int] {
    tensors.mapValues(\.nonFiniteCount).filter { $0.value > 0 }
  }

  /// Puts the bytes at an offset into a buffer.
  typealias Reader = (_ offset: Int, _ buffer: UnsafeMutableRawBufferPointer) throws -> Void

  private init(count: Int, file: String?, read: Reader) throws {
    func bytes(_ range: Range<Int>) throws -> [UInt8] {
      try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, initialized in
        let part = UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer)[..<range.count])
        if !range.isEmpty { try read(range.lowerBound, part) }
        initialized = range.count
      }
    }
    let start = try bytes(0..<min(count, 8))
    if start.starts(with: [0x50, 0x4B, 0x03, 0x04])
      || start.starts(with: [0x80])
        && start.count > 1 && (2...5).contains(start[1])
      || start.starts(with: [0x93, 0x4E, 0x55])
    {
      throw DataError(
        .notRecognised,
        "a pickle or NumPy archive, which can run code, is never opened; "
          + "convert it with safetensors.torch.save_file", file: file)
    }
    guard count >= 10 else {
      throw DataError(
        .notRecognised, "\(count) bytes are no safetensors file", file: file)
    }
    let length = start.enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * $1.offset) }
    guard length <= UInt64(SafetensorsHeader.limit) else {
      throw DataError(
        .tooLarge, "header of \(length) bytes; at most \(SafetensorsHeader.limit)", file: file)
    }
    let dataStart = 8 + Int(length)
    guard dataStart <= count else {
      throw DataError(
        .damaged, "header of \(length) bytes in a file of \(count)", file: file)
    }
    let header = try SafetensorsHeader(
      try bytes(8..<dataStart), dataCount: count - dataStart, file: file)
    metadata = header.metadata
    tensors = [:]
    tensors.reserveCapacity(header.entries.count)
    for entry in header.entries {
      tensors[entry.name] = try Self.tensor(entry, file: file) { try read(dataStart + $0, $1) }
    }
  }
}
