import OrreryKit

/// Reads what a `ByteWriter` put, in the same order.
struct ByteReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// A record that is not what it should be: it was written by other hands.
  private static let damage = DataError(.damaged, "a record is cut short")

  mutating func number() throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 70, by: 7) {
      guard place < bytes.count else { throw Self.damage }
      let byte = bytes[place]
      place += 1
      value |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    throw Self.damage
  }

  mutating func integer() throws -> Int { Int(truncatingIfNeeded: try number()) }

  mutating func double() throws -> Double { Double(bitPattern: try fixed()) }

  mutating func float() throws -> Float { Float(bitPattern: try fixed()) }

  mutating func flag() throws -> Bool { try fixed() as UInt8 != 0 }

  mutating func string() throws -> String {
    let count = try count(of: 1)
    defer { place += count }
    return String(decoding: bytes[place..<place + count], as: UTF8.self)
  }

  mutating func list<Value>(_ each: (inout ByteReader) throws -> Value) throws -> [Value] {
    let count = try count(of: 1)
    var values: [Value] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try each(&self)) }
    return values
  }

  /// Numbers as they lie in memory.
  mutating func all<Value: BitwiseCopyable>(_ type: Value.Type) throws -> [Value] {
    let size = MemoryLayout<Value>.stride
    let count = try count(of: size)
    defer { place += count * size }
    return bytes.withUnsafeBytes { raw in
      [Value](unsafeUninitializedCapacity: count) { buffer, filled in
        let part = UnsafeRawBufferPointer(rebasing: raw[place..<place + count * size])
        UnsafeMutableRawBufferPointer(buffer).copyMemory(from: part)
        filled = count
      }
    }
  }

  /// Whether every byte has been read.
  var isAtEnd: Bool { place == bytes.count }

  mutating func optional<Value>(_ some: (inout ByteReader) throws -> Value) throws -> Value? {
    try flag() ? try some(&self) : nil
  }

  /// How many values follow: never more than there are bytes.
  private mutating func count(of size: Int) throws -> Int {
    let count = try number()
    guard count <= UInt64((bytes.count - place) / size) else { throw Self.damage }
    return Int(count)
  }

  private mutating func fixed<Value: FixedWidthInteger>() throws -> Value {
    let size = MemoryLayout<Value>.size
    guard bytes.count - place >= size else { throw Self.damage }
    defer { place += size }
    return bytes.withUnsafeBytes {
      Value(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: Value.self))
    }
  }
}
