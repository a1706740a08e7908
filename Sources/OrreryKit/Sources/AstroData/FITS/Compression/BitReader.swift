/// Bits of a byte sequence, the highest first; refuses to read behind the end.
struct BitReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position: Int
  /// Unread bits, left aligned; only the first `available` are meant.
  private var buffer: UInt64 = 0
  private var available = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) {
    self.bytes = bytes
    position = start
  }

  static var exhausted: DataError { DataError(.damaged, "a compressed tile ends early") }

  private mutating func refill() {
    while available <= 56, position < bytes.count {
      buffer |= UInt64(bytes[position]) << UInt64(56 - available)
      position += 1
      available += 8
    }
  }

  /// The next `count` bits, at most 32.
  mutating func bits(_ count: Int) throws -> UInt32 {
    if available < count {
      refill()
      guard available >= count else { throw BitReader.exhausted }
    }
    guard count > 0 else { return 0 }
    let result = UInt32(truncatingIfNeeded: buffer >> UInt64(64 - count))
    buffer <<= UInt64(count)
    available -= count
    return result
  }

  /// How many zeros stand before the next one; the one is read too.
  mutating func zeros() throws -> Int {
    var count = 0
    while true {
      if available == 0 {
        refill()
        guard available > 0 else { throw BitReader.exhausted }
      }
      let run = buffer.leadingZeroBitCount
      if run < available {
        buffer = run == 63 ? 0 : buffer << UInt64(run + 1)
        available -= run + 1
        return count + run
      }
      count += available
      available = 0
      buffer = 0
    }
  }

  /// Drops the bits that are left of the byte under way.
  mutating func alignToByte() throws { _ = try bits(available % 8) }
}
