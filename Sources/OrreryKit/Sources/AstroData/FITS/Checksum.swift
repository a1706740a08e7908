/// DATASUM and CHECKSUM (FITS standard 4.0, appendix J; Seaman, Pence & Rots 2002).
enum Checksum {
  /// Sum of big-endian 32-bit words in ones' complement; `bytes` is padded to whole words.
  static func sum(_ bytes: [UInt8], adding start: UInt32 = 0) -> UInt32 {
    // 2^32 words of 32 bits fit into 64 bits: carries are folded once, at the end.
    var total = UInt64(start)
    bytes.withUnsafeBytes { raw in
      for word in 0..<raw.count / 4 {
        let bits = raw.loadUnaligned(fromByteOffset: word * 4, as: UInt32.self)
        total &+= UInt64(UInt32(bigEndian: bits))
      }
    }
    return folded(total)
  }

  /// A sum with its carries added at the other end.
  static func folded(_ sum: UInt64) -> UInt32 {
    var total = sum
    while total >> 32 != 0 { total = (total & 0xFFFF_FFFF) + total >> 32 }
    return UInt32(total)
  }

  /// The 16 characters whose own sum is `value`.
  static func encoded(_ value: UInt32) -> String {
    let excluded: Set<UInt8> = Set(Array(UInt8(0x3A)...0x40) + Array(UInt8(0x5B)...0x60))
    var characters = [UInt8](repeating: 0, count: 16)
    for byte in 0..<4 {
      let part = UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * byte))
      var four = [UInt8](repeating: part / 4 + 0x30, count: 4)
      four[0] += part % 4
      // Letters and digits only: pairs move apart, their sum stays.
      while four.contains(where: excluded.contains) {
        for pair in [0, 2]
        where excluded.contains(four[pair]) || excluded.contains(four[pair + 1]) {
          four[pair] += 1
          four[pair + 1] -= 1
        }
      }
      for index in 0..<4 { characters[4 * index + byte] = four[index] }
    }
    // The string begins in column 12 of its card: one byte before a word.
    return String(decoding: characters.suffix(1) + characters.dropLast(), as: UTF8.self)
  }
}
