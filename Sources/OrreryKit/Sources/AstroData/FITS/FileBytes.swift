internal import CZlib

/// The bytes of one file, read by position.
///
/// A plain file stays on disk and is read with `pread` (a mapped file would kill the process when
/// another program shortens it). A gzip file, recognised by content, is inflated into memory once.
final class FileBytes: Sendable {
  private enum Storage: Sendable {
    case file(RegularFile)
    case memory([UInt8])
  }

  /// The file as the user named it.
  let path: String
  let count: Int
  /// Whether the file holds them compressed.
  let isInflated: Bool
  private let storage: Storage

  /// - Throws: `DataError` `unreadable`, `damaged`, `tooLarge`, `unsupported`.
  init(opening path: String) throws {
    self.path = path
    let file = try RegularFile(path)
    var magic = [UInt8](repeating: 0, count: min(3, file.count))
    try magic.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
    isInflated = magic.starts(with: [0x1F, 0x8B])
    if isInflated {
      let bytes = try FileBytes.inflated(file)
      storage = .memory(bytes)
      count = bytes.count
    } else if magic.starts(with: [0x1F, 0x9D]) || magic.elementsEqual("BZh".utf8) {
      throw DataError(.unsupported, "compressed with other than gzip; unpack it first", file: path)
    } else {
      storage = .file(file)
      count = file.count
    }
  }

  /// Bytes in memory under the name `path`.
  init(_ bytes: [UInt8], path: String) {
    self.path = path
    storage = .memory(bytes)
    count = bytes.count
    isInflated = false
  }

  /// Fills `buffer` from position `offset`.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    guard offset >= 0, buffer.count <= count, offset <= count - buffer.count else {
      throw DataError(.damaged, "ends at byte \(count), before the data do", file: path)
    }
    switch storage {
    case .memory(let bytes):
      bytes.withUnsafeBytes { source in
        buffer.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + buffer.count]))
      }
    case .file(let file): try file.read(at: offset, into: buffer)
    }
  }

  /// A copy of `count` bytes from position `offset`.
  func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    guard count >= 0, offset >= 0, count <= self.count, offset <= self.count - count else {
      throw DataError(.damaged, "ends at byte \(self.count), before the data do", file: path)
    }
    if case .memory(let bytes) = storage, count == bytes.count { return bytes }
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
      filled = count
    }
  }

  /// All members of a gzip file, one behind the other, as gzip joins them.
  private static func inflated(_ file: RegularFile) throws -> [UInt8] {
    let path = file.path
    let limit = ReadLimits.decompressed(from: file.count)
    var stream = z_stream()
    let version = ZLIB_VERSION
    guard inflateInit2_(&stream, 15 + 16, version, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw DataError(.unreadable, "zlib cannot start", file: path) }
    defer { inflateEnd(&stream) }
    let chunk = 1 << 18
    var input = [UInt8](repeating: 0, count: chunk)
    var output = [UInt8](repeating: 0, count: chunk)
    var result: [UInt8] = []
    var position = 0
    var atMemberEnd = false
    while true {
      let got = try input.withUnsafeMutableBytes { try file.readSome(at: position, into: $0) }
      if got == 0 { break }
      position += got
      var used = 0
      var pending = false
      // A full output buffer may leave more inside zlib after the last byte of input.
      while used < got || pending {
        if atMemberEnd {
          // Only another member may follow; padding behind the last one is ignored as gzip does.
          guard input[used] == 0x1F else { return result }
          inflateReset(&stream)
          atMemberEnd = false
        }
        let (code, consumed, produced) = input.withUnsafeMutableBufferPointer { source in
          output.withUnsafeMutableBufferPointer { target in
            stream.next_in = source.baseAddress.map { $0 + used }
            stream.avail_in = UInt32(got - used)
            stream.next_out = target.baseAddress
            stream.avail_out = UInt32(chunk)
            let code = inflate(&stream, Z_NO_FLUSH)
            return (code, got - used - Int(stream.avail_in), chunk - Int(stream.avail_out))
          }
        }
        used += consumed
        pending = produced == chunk && code == Z_OK
        guard result.count + produced <= limit else {
          throw DataError(
            .tooLarge, "gzip data grow beyond \(limit >> 20) MiB; unpack the file first",
            file: path)
        }
        result.append(contentsOf: output[0..<produced])
        if code == Z_STREAM_END {
          atMemberEnd = true
        } else if code != Z_OK && !(code == Z_BUF_ERROR && consumed + produced > 0) {
          throw DataError(.damaged, "gzip data are corrupt", file: path)
        } else if consumed == 0, produced == 0 {
          break
        }
      }
    }
    guard atMemberEnd else { throw DataError(.damaged, "gzip data end early", file: path) }
    return result
  }
}
