import OrreryKit

/// What the catalogue says of one object; it lies in the ledger until the catalogue is written.
struct CatalogEntry: Sendable {
  var id: String
  /// The file it came from.
  var origin: String
  var pixel: (x: Double, y: Double)?
  var position: SkyPosition?
  var measurements: [Measurement]
  /// The most probable class; empty where there is none.
  var className: String
  var probability: Float
  var probabilities: [Float]
  /// By comma.
  var flags: String
  /// What the model made of it as tables, by name.
  var tables: [String: Catalog]

  init(_ result: ObjectResult, classes: [String]) {
    let object = result.object
    let best = result.best
    id = object.id
    origin = object.origin
    pixel = object.pixel
    position = object.position
    measurements = object.measurements + (result.prediction?.measurements ?? [])
    className = best.map { classes[$0.place] } ?? ""
    probability = best?.probability ?? .nan
    probabilities = result.prediction?.probabilities ?? []
    flags = result.flags.map(\.rawValue).joined(separator: ",")
    tables = result.prediction?.tables ?? [:]
  }

  // MARK: - As bytes

  /// All but id, origin, class and flags, which the ledger keeps as columns of its own.
  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.put(pixel) {
      $0.put($1.x)
      $0.put($1.y)
    }
    writer.put(position) {
      $0.put($1.ra)
      $0.put($1.dec)
    }
    writer.put(probability)
    writer.put(probabilities) { $0.put($1) }
    writer.put(measurements) { $1.put(to: &$0) }
    writer.put(tables.sorted { $0.key < $1.key }) {
      $0.put($1.key)
      $1.value.put(to: &$0)
    }
    return writer.bytes
  }

  /// - Throws: `DataError.damaged`.
  init(id: String, origin: String, className: String, flags: String, bytes: [UInt8]) throws {
    var reader = ByteReader(bytes)
    self.id = id
    self.origin = origin
    self.className = className
    self.flags = flags
    pixel = try reader.optional { (x: try $0.double(), y: try $0.double()) }
    position = try reader.optional { SkyPosition(ra: try $0.double(), dec: try $0.double()) }
    probability = try reader.float()
    probabilities = try reader.list { try $0.float() }
    measurements = try reader.list { try Measurement(from: &$0) }
    let named = try reader.list { (try $0.string(), try Catalog(from: &$0)) }
    tables = Dictionary(named, uniquingKeysWith: { first, _ in first })
  }
}

extension Measurement {
  fileprivate func put(to writer: inout ByteWriter) {
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

  fileprivate init(from reader: inout ByteReader) throws {
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

extension Catalog {
  fileprivate func put(to writer: inout ByteWriter) {
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

  fileprivate init(from reader: inout ByteReader) throws {
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
