/// Run lengths of IRAF pixel lists (FITS standard 4.0, section 10.4.3).
enum PlioDecoder {
  /// - Parameter bytes: 16-bit instructions, big-endian.
  /// - Throws: `DataError` `damaged` where the list is too short or runs past the tile.
  static func decode(_ bytes: [UInt8], count: Int) throws -> [Int32] {
    let words = stride(from: 0, to: bytes.count - 1, by: 2).map {
      Int(bytes[$0]) << 8 | Int(bytes[$0 + 1])
    }
    guard words.count >= 3 else { throw BitReader.exhausted }
    // An old header holds the length in its third word, a new one says there how long it is itself.
    let third = Int(Int16(truncatingIfNeeded: words[2]))
    let start: Int
    let length: Int
    if third > 0 {
      (start, length) = (3, third)
    } else {
      guard words.count >= 7 else { throw BitReader.exhausted }
      (start, length) = (words[1], words[4] << 15 | words[3])
    }
    guard start >= 0, length <= words.count else { throw BitReader.exhausted }
    var pixels = [Int32](repeating: 0, count: count)
    var position = 0
    var value: Int32 = 1
    var index = start
    while index < length, position < count {
      let data = words[index] & 0xFFF
      let run = min(data, count - position)
      switch words[index] >> 12 {
      case 0: position += run
      case 1:
        guard index + 1 < length else { throw BitReader.exhausted }
        value = Int32(words[index + 1] << 12 | data)
        index += 1
      case 2: value &+= Int32(data)
      case 3: value &-= Int32(data)
      case 4:
        for pixel in position..<position + run { pixels[pixel] = value }
        position += run
      case 5:
        position += run
        if data > 0, run == data { pixels[position - 1] = value }
      case 6, 7:
        value = words[index] >> 12 == 6 ? value &+ Int32(data) : value &- Int32(data)
        pixels[position] = value
        position += 1
      default: throw DataError(.damaged, "a pixel list holds an unknown instruction")
      }
      index += 1
    }
    return pixels
  }
}
