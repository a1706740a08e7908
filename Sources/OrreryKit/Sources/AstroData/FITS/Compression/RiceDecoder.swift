/// Rice coding of differences (FITS standard 4.0, section 10.4.1; Rice, Yeh & Miller 1993).
enum RiceDecoder {
  /// - Parameters:
  ///   - count: pixels to decode.
  ///   - bytesPerPixel: BYTEPIX: 1 (unsigned), 2 or 4.
  ///   - blockSize: BLOCKSIZE: pixels that share one split.
  /// - Throws: `DataError` `damaged` where the bytes end early.
  static func decode(
    _ bytes: [UInt8], count: Int, bytesPerPixel: Int, blockSize: Int
  ) throws -> [Int32] {
    // Width of a block's code, the code of unsplit differences, width of those.
    let (codeBits, unsplit, width): (Int, Int, Int)
    switch bytesPerPixel {
    case 1: (codeBits, unsplit, width) = (3, 6, 8)
    case 2: (codeBits, unsplit, width) = (4, 14, 16)
    case 4: (codeBits, unsplit, width) = (5, 25, 32)
    default: throw DataError(.unsupported, "Rice coding with BYTEPIX = \(bytesPerPixel)")
    }
    guard blockSize > 0 else { throw DataError(.damaged, "BLOCKSIZE = \(blockSize)") }
    let blocks = count / blockSize + (count % blockSize == 0 ? 0 : 1)
    guard blocks <= bytes.count * 8 / codeBits else { throw BitReader.exhausted }
    return try bytes.withUnsafeBufferPointer { bytes in
      var reader = BitReader(bytes)
      var last = try reader.bits(width)
      return try [Int32](unsafeUninitializedCapacity: count) { output, filled in
        var done = 0
        while done < count {
          let end = min(done + blockSize, count)
          let code = Int(try reader.bits(codeBits)) - 1
          while done < end {
            var difference: UInt32 = 0
            if code == unsplit {
              difference = try reader.bits(width)
            } else if code >= 0 {
              let high = try reader.zeros()
              let low = try reader.bits(code)
              difference = UInt32(truncatingIfNeeded: high) << UInt32(code) | low
            }
            // Even codes are differences from 0 up, odd ones from -1 down.
            let mapped = difference & 1 == 1 ? ~(difference >> 1) : difference >> 1
            last = last &+ mapped
            output[done] =
              switch bytesPerPixel {
              case 1: Int32(UInt8(truncatingIfNeeded: last))
              case 2: Int32(Int16(truncatingIfNeeded: last))
              default: Int32(bitPattern: last)
              }
            done += 1
          }
        }
        filled = count
      }
    }
  }
}
