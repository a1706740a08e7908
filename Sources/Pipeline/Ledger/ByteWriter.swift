/// Values as bytes, one behind the other, as the ledger keeps a row of the catalogue and processes tell
/// each other of objects.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  /// Seven bits to a byte, the lowest first.
  mutating func put(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func put(_ value: Int) { put(UInt64(bitPattern: Int64(value))) }

  mutating func put(_ value: Double) {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
  }

  mutating func put(_ value: Float) {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
  }

  mutating func put(_ value: Bool) { bytes.append(value ? 1 : 0) }

  mutating func put(_ value: String) {
    put(value.utf8.count)
    bytes += value.utf8
  }

  mutating func put<Value>(_ values: [Value], _ each: (inout ByteWriter, Value) -> Void) {
    put(values.count)
    for value in values { each(&self, value) }
  }

  mutating func put<Value>(_ value: Value?, _ some: (inout ByteWriter, Value) -> Void) {
    put(value != nil)
    if let value { some(&self, value) }
  }

  /// Numbers as they lie in memory.
  mutating func put<Value: BitwiseCopyable>(all values: [Value]) {
    put(values.count)
    values.withUnsafeBytes { bytes += $0 }
  }
}
