import OrreryKit

/// Reads the fields of one protocol buffers message from bytes that nobody vouches for.
///
/// A field is a number and a varint, 4 or 8 bytes, or a length and as many bytes. Groups are not read.
struct WireReader {
  /// One field as it lies in the file.
  struct Field {
    var number: Int
    var value: Value
    /// Where it begins, in bytes from the start of the file.
    var offset: Int
  }

  enum Value {
    case varint(UInt64)
    case fixed32(UInt32)
    case fixed64(UInt64)
    case bytes(Range<Int>)
  }

  let bytes: [UInt8]
  private var place: Int
  private let end: Int

  init(_ bytes: [UInt8]) { self.init(bytes, 0..<bytes.count) }

  /// A message inside another.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    place = range.lowerBound
    end = range.upperBound
  }

  /// The next field; `nil` at the end.
  /// - Throws: `DataError.damaged` with the place of what cannot be read.
  mutating func next() throws -> Field? {
    guard place < end else { return nil }
    let start = place
    let key = try varint()
    let number = Int(truncatingIfNeeded: key >> 3)
    guard number > 0, number < 1 << 29 else { throw damaged(start, "field number \(key >> 3)") }
    switch key & 7 {
    case 0: return Field(number: number, value: .varint(try varint()), offset: start)
    case 1: return Field(number: number, value: .fixed64(try fixed(8)), offset: start)
    case 2:
      let length = try varint()
      guard length <= UInt64(end - place) else {
        throw damaged(start, "\(length) bytes where \(end - place) are left")
      }
      let range = place..<place + Int(length)
      place = range.upperBound
      return Field(number: number, value: .bytes(range), offset: start)
    case 5:
      return Field(
        number: number, value: .fixed32(UInt32(truncatingIfNeeded: try fixed(4))), offset: start)
    default: throw damaged(start, "wire type \(key & 7)")
    }
  }

  /// Seven bits a byte, the lowest first; ten bytes at most.
  mutating func varint() throws -> UInt64 {
    var result: UInt64 = 0
    for index in 0..<10 {
      guard place < end else { throw damaged(place, "a number that does not end") }
      let byte = bytes[place]
      place += 1
      result |= UInt64(byte & 0x7F) << (7 * UInt64(index))
      if byte & 0x80 == 0 { return result }
    }
    throw damaged(place, "a number of more than ten bytes")
  }

  /// Whether nothing is left.
  var isAtEnd: Bool { place >= end }

  private mutating func fixed(_ count: Int) throws -> UInt64 {
    guard end - place >= count else { throw damaged(place, "a number that does not end") }
    defer { place += count }
    return (0..<count).reduce(0) { $0 | UInt64(bytes[place + $1]) << (8 * UInt64($1)) }
  }

  private func damaged(_ offset: Int, _ what: String) -> DataError {
    DataError(.damaged, "is no ONNX model: \(what) at byte \(offset)")
  }
}

extension WireReader.Field {
  /// - Throws: `DataError.damaged` where the field is of another kind.
  func whole() throws -> Int64 {
    guard case .varint(let value) = value else { throw kind("a whole number") }
    return Int64(bitPattern: value)
  }

  func range() throws -> Range<Int> {
    guard case .bytes(let range) = value else { throw kind("bytes") }
    return range
  }

  func text(_ bytes: [UInt8]) throws -> String {
    guard let text = String(validating: bytes[try range()], as: UTF8.self) else {
      throw kind("a text in UTF-8")
    }
    return text
  }

  func float() throws -> Float {
    guard case .fixed32(let bits) = value else { throw kind("a number") }
    return Float(bitPattern: bits)
  }

  /// Whole numbers, one or packed.
  func wholes(_ bytes: [UInt8]) throws -> [Int64] {
    guard case .bytes(let range) = value else { return [try whole()] }
    var reader = WireReader(bytes, range)
    var result: [Int64] = []
    while !reader.isAtEnd { result.append(Int64(bitPattern: try reader.varint())) }
    return result
  }

  /// Numbers of four bytes, one or packed.
  func floats(_ bytes: [UInt8]) throws -> [Float] {
    guard case .bytes(let range) = value else { return [try float()] }
    guard range.count % 4 == 0 else { throw kind("numbers of four bytes") }
    return stride(from: range.lowerBound, to: range.upperBound, by: 4).map {
      Float(bitPattern: UInt32(littleEndian: load(bytes, $0)))
    }
  }

  /// Numbers of eight bytes, one or packed.
  func doubles(_ bytes: [UInt8]) throws -> [Double] {
    if case .fixed64(let bits) = value { return [Double(bitPattern: bits)] }
    let range = try range()
    guard range.count % 8 == 0 else { throw kind("numbers of eight bytes") }
    return stride(from: range.lowerBound, to: range.upperBound, by: 8).map {
      Double(bitPattern: UInt64(littleEndian: load(bytes, $0)))
    }
  }

  private func load<Number: FixedWidthInteger>(_ bytes: [UInt8], _ offset: Int) -> Number {
    bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Number.self) }
  }

  private func kind(_ expected: String) -> DataError {
    DataError(
      .damaged, "is no ONNX model: field \(number) at byte \(offset) does not hold \(expected)")
  }
}
