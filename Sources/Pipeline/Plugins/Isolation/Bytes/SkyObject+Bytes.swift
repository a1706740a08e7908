import OrreryKit

extension SkyObject {
  func put(to writer: inout ByteWriter) {
    writer.put(id)
    writer.put(origin)
    switch content {
    case .image(let image):
      writer.put(0)
      image.put(to: &writer)
    case .spectrum(let spectrum):
      writer.put(1)
      spectrum.put(to: &writer)
    case .lightCurve(let curve):
      writer.put(2)
      curve.put(to: &writer)
    case .row(let row):
      writer.put(3)
      writer.put(row.names) { $0.put($1) }
      writer.put(all: row.values)
    }
    writer.put(position) { $1.put(to: &$0) }
    writer.put(pixel) {
      $0.put($1.x)
      $0.put($1.y)
    }
    writer.put(sources) { $1.put(to: &$0) }
    writer.put(layers)
    writer.put(tables)
    writer.put(measurements) { $1.put(to: &$0) }
    writer.put(flags) { $0.put($1.rawValue) }
    writer.put(history) { $0.put($1) }
    writer.put(byName: truth) { $0.put($1) }
    writer.put(byName: truthValues) { $0.put($1) }
    writer.put(byName: truthNames) { $0.put($1) }
  }

  /// - Throws: `DataError.damaged`.
  init(from reader: inout ByteReader) throws {
    let (id, origin) = (try reader.string(), try reader.string())
    let content: Content
    switch try reader.integer() {
    case 0: content = .image(try Image(from: &reader))
    case 1: content = .spectrum(try Spectrum(from: &reader))
    case 2: content = .lightCurve(try LightCurve(from: &reader))
    case 3:
      let names = try reader.list { try $0.string() }
      let values = try reader.all(Double.self)
      try reader.check(names.count == values.count)
      content = .row(CatalogRow(names: names, values: values))
    default: throw ByteReader.nonsense
    }
    self.init(id: id, origin: origin, content: content)
    position = try reader.optional { try SkyPosition(from: &$0) }
    pixel = try reader.optional { (x: try $0.double(), y: try $0.double()) }
    sources = try reader.list { try Source(from: &$0) }
    layers = try reader.layers()
    tables = try reader.tables()
    measurements = try reader.list { try Measurement(from: &$0) }
    for name in try reader.list({ try $0.string() }) { flag(ObjectFlag(rawValue: name)) }
    history = try reader.list { try $0.string() }
    truth = try reader.named { try $0.float() }
    truthValues = try reader.named { try $0.double() }
    truthNames = try reader.named { try $0.string() }
  }
}

extension SkyPosition {
  func put(to writer: inout ByteWriter) {
    writer.put(ra)
    writer.put(dec)
  }

  init(from reader: inout ByteReader) throws {
    self.init(ra: try reader.double(), dec: try reader.double())
  }
}
