import OrreryKit

/// Numbers stored in a model: a TensorProto.
struct ONNXTensor: Sendable, Equatable {
  enum Values: Sendable, Equatable {
    case floats([Float])
    /// Whole numbers; truth values as 0 and 1.
    case integers([Int64])
  }

  var name: String
  var shape: [Int]
  var values: Values

  /// Elements that one tensor may have.
  static let largest = 1 << 29

  init(name: String, shape: [Int], values: Values) {
    self.name = name
    self.shape = shape
    self.values = values
  }

  /// - Parameter outside: finds numbers that lie in other files; `nil` where they may not.
  /// - Throws: `DataError` where sizes and data do not agree, or the type is not read.
  init(_ file: [UInt8], _ range: Range<Int>, outside: inout ONNXOutside?) throws {
    var bytes = file
    var reader = WireReader(bytes, range)
    var sides: [Int64] = []
    var type: Int64 = 0
    var raw: Range<Int>?
    var floats: [Float] = []
    var doubles: [Double] = []
    var small: [Int64] = []
    var large: [Int64] = []
    var label = ""
    var isOutside = false
    var entries: [String: String] = [:]
    while let field = try reader.next() {
      switch field.number {
      case 1: sides += try field.wholes(bytes)
      case 2: type = try field.whole()
      case 4: floats += try field.floats(bytes)
      case 5: small += try field.wholes(bytes)
      case 7: large += try field.wholes(bytes)
      case 8: label = try field.text(bytes)
      case 9: raw = try field.range()
      case 10: doubles += try field.doubles(bytes)
      case 13:
        let (key, value) = try ONNXFile.entry(bytes, field.range())
        entries[key] = value
      case 14: isOutside = try field.whole() != 0
      default: break
      }
    }
    if isOutside || !entries.isEmpty {
      guard let found = try outside?.bytes(entries, of: label) else {
        throw Self.failure(
          .unsupported, label,
          "lies in another file, '\(entries["location"] ?? "")'; `orrery import` puts them together"
        )
      }
      bytes = Array(found)
      raw = bytes.indices
    }
    let count = try Self.count(of: sides, label)
    let shape = sides.map(Int.init)
    let name = label
    func check(_ found: Int) throws {
      guard found == count else {
        throw Self.failure(.damaged, name, "holds \(found) values for shape \(shape)")
      }
    }
    func rawValues<Number>(_ size: Int, _ read: (Int) -> Number) throws -> [Number]? {
      guard let raw else { return nil }
      guard raw.count == count * size else {
        throw Self.failure(.damaged, name, "has \(raw.count) bytes for shape \(shape)")
      }
      return stride(from: raw.lowerBound, to: raw.upperBound, by: size).map(read)
    }
    func load<Number: FixedWidthInteger>(_ offset: Int) -> Number {
      Number(
        littleEndian: bytes.withUnsafeBytes {
          $0.loadUnaligned(fromByteOffset: offset, as: Number.self)
        })
    }
    let found: Values
    switch type {
    case 1:
      found = .floats(try rawValues(4) { Float(bitPattern: load($0)) } ?? floats)
    case 11:
      found = .floats(
        try rawValues(8) { Float(Double(bitPattern: load($0))) } ?? doubles.map { Float($0) })
    case 10:
      found = .floats(
        try rawValues(2) { Self.half(load($0)) }
          ?? small.map { Self.half(UInt16(truncatingIfNeeded: $0)) })
    case 7: found = .integers(try rawValues(8) { load($0) } ?? large)
    case 6: found = .integers(try rawValues(4) { Int64(load($0) as Int32) } ?? small)
    case 2, 9: found = .integers(try rawValues(1) { Int64(bytes[$0]) } ?? small)
    case 3: found = .integers(try rawValues(1) { Int64(Int8(bitPattern: bytes[$0])) } ?? small)
    default: throw Self.failure(.unsupported, name, "numbers of type \(type) are not read")
    }
    switch found {
    case .floats(let values): try check(values.count)
    case .integers(let values): try check(values.count)
    }
    self.init(name: name, shape: shape, values: found)
  }

  private static func count(of shape: [Int64], _ name: String) throws -> Int {
    var count = 1
    for length in shape {
      guard length >= 0, length <= Int64(largest) else {
        throw failure(.damaged, name, "has a side of \(length)")
      }
      count *= Int(length)
      guard count <= largest else { throw failure(.tooLarge, name, "has more than 2^29 values") }
    }
    return count
  }

  /// IEEE 754 binary16.
  private static func half(_ bits: UInt16) -> Float {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let (exponent, fraction) = (Int(bits >> 10 & 0x1F), Float(bits & 0x3FF))
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
    }
  }

  private static func failure(
    _ code: DataError.Code, _ name: String, _ reason: String
  ) -> DataError {
    DataError(code, "tensor '\(name)' \(reason)")
  }

  func write(_ writer: inout WireWriter) {
    for length in shape { writer.whole(1, Int64(length)) }
    switch values {
    case .floats(let values):
      writer.whole(2, 1)
      writer.text(8, name)
      writer.data(
        9,
        values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init) })
    case .integers(let values):
      writer.whole(2, 7)
      writer.text(8, name)
      writer.data(
        9, values.flatMap { value in withUnsafeBytes(of: value.littleEndian, Array.init) })
    }
  }
}
