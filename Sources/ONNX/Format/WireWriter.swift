/// Writes the fields of a protocol buffers message.
struct WireWriter {
  private(set) var bytes: [UInt8] = []

  mutating func whole(_ number: Int, _ value: Int64) {
    varint(UInt64(number) << 3)
    varint(UInt64(bitPattern: value))
  }

  mutating func float(_ number: Int, _ value: Float) {
    varint(UInt64(number) << 3 | 5)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
  }

  mutating func data(_ number: Int, _ data: [UInt8]) {
    varint(UInt64(number) << 3 | 2)
    varint(UInt64(data.count))
    bytes += data
  }

  mutating func text(_ number: Int, _ text: String) { data(number, Array(text.utf8)) }

  mutating func message(_ number: Int, _ body: (inout WireWriter) -> Void) {
    var inner = WireWriter()
    body(&inner)
    data(number, inner.bytes)
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
