internal import CZlib

/// Gzip data in memory.
enum Inflate {
  /// Exactly the data that `bytes` hold, at most `limit` bytes of them.
  /// - Throws: `DataError` `damaged` where they are corrupt or larger.
  static func gzip(_ bytes: [UInt8], limit: Int) throws -> [UInt8] {
    var stream = z_stream()
    let version = ZLIB_VERSION
    let size = Int32(MemoryLayout<z_stream>.size)
    // 32: gzip and zlib headers are both accepted.
    guard inflateInit2_(&stream, 15 + 32, version, size) == Z_OK else {
      throw DataError(.unreadable, "zlib cannot start")
    }
    defer { inflateEnd(&stream) }
    var input = bytes
    return try input.withUnsafeMutableBufferPointer { source in
      try [UInt8](unsafeUninitializedCapacity: limit) { target, filled in
        guard let limit32 = UInt32(exactly: limit), let count32 = UInt32(exactly: source.count)
        else { throw DataError(.tooLarge, "a compressed tile of \(limit) bytes") }
        stream.next_in = source.baseAddress
        stream.avail_in = count32
        stream.next_out = target.baseAddress
        stream.avail_out = limit32
        let code = inflate(&stream, Z_FINISH)
        guard code == Z_STREAM_END else {
          throw DataError(.damaged, "a gzip tile is corrupt or larger than its tile")
        }
        filled = limit - Int(stream.avail_out)
      }
    }
  }

  /// Undoes the byte shuffling of GZIP_2: all first bytes, all second bytes, …
  static func unshuffled(_ bytes: [UInt8], size: Int) -> [UInt8] {
    let count = bytes.count / size
    var result = [UInt8](repeating: 0, count: count * size)
    for byte in 0..<size {
      for index in 0..<count { result[index * size + byte] = bytes[byte * count + index] }
    }
    return result
  }
}
