import OrreryKit

extension Catalog {
  func put(to writer: inout ByteWriter) {
    writer.put(columns) { writer, column in
      writer.put(column.name)
      writer.put(column.unit) { $0.put($1) }
      writer.put(column.description)
      writer.put(column.width)
      writer.put(column.shape) { $0.put($1) }
      writer.put(column.isNull) { $0.put($1) { $0.put($1) } }
      switch column.values {
      case .logical(let values):
        writer.put(0)
        writer.put(values) { $0.put($1) }
      case .integer(let values):
        writer.put(1)
        writer.put(values) { $0.put(UInt64(bitPattern: $1)) }
      case .real(let values):
        writer.put(2)
        writer.put(values) { $0.put($1) }
      case .float(let values):
        writer.put(3)
        writer.put(values) { $0.put($1) }
      case .string(let values):
        writer.put(4)
        writer.put(values) { $0.put($1) }
      case .variable(let values):
        writer.put(5)
        writer.put(values) { $0.put($1) { $0.put($1) } }
      }
    }
  }

  init(from reader: inout ByteReader) throws {
    let columns = try reader.list { reader -> Column in
      let name = try reader.string()
      let unit = try reader.optional { try $0.string() }
      let description = try reader.string()
      let width = try reader.integer()
      let shape = try reader.list { try $0.integer() }
      let isNull = try reader.optional { try $0.list { try $0.flag() } }
      let values: Column.Values =
        switch try reader.integer() {
        case 0: .logical(try reader.list { try $0.flag() })
        case 1: .integer(try reader.list { Int64(bitPattern: try $0.number()) })
        case 2: .real(try reader.list { try $0.double() })
        case 3: .float(try reader.list { try $0.float() })
        case 4: .string(try reader.list { try $0.string() })
        case 5: .variable(try reader.list { try $0.list { try $0.double() } })
        default: throw DataError(.damaged, "a record of the ledger holds an unknown column")
        }
      guard width >= 1 else {
        throw DataError(.damaged, "a record of the ledger holds a column of no width")
      }
      var column = Column(name, values, width: width, unit: unit, description: description)
      column.shape = shape
      column.isNull = isNull
      return column
    }
    self.init(columns: columns)
  }
}
