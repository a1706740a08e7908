import OrreryKit

extension Measurement {
  func put(to writer: inout ByteWriter) {
    writer.put(name)
    writer.put(unit) { $0.put($1) }
    writer.put(description)
    switch value {
    case .real(let value):
      writer.put(0)
      writer.put(value)
    case .integer(let value):
      writer.put(1)
      writer.put(UInt64(bitPattern: value))
    case .string(let value):
      writer.put(2)
      writer.put(value)
    case .logical(let value):
      writer.put(3)
      writer.put(value)
    case .vector(let values):
      writer.put(4)
      writer.put(values) { $0.put($1) }
    }
  }

  init(from reader: inout ByteReader) throws {
    let name = try reader.string()
    let unit = try reader.optional { try $0.string() }
    let description = try reader.string()
    let value: Value =
      switch try reader.integer() {
      case 0: .real(try reader.double())
      case 1: .integer(Int64(bitPattern: try reader.number()))
      case 2: .string(try reader.string())
      case 3: .logical(try reader.flag())
      case 4: .vector(try reader.list { try $0.float() })
      default: throw DataError(.damaged, "a record of the ledger holds an unknown value")
      }
    self.init(name, value, unit: unit, description: description)
  }
}
