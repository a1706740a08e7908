import OrreryKit

extension Prediction {
  func put(to writer: inout ByteWriter) {
    writer.put(measurements) { $1.put(to: &$0) }
    writer.put(all: probabilities)
    writer.put(all: features)
    writer.put(layers)
    writer.put(tables)
    writer.put(flags) { $0.put($1.rawValue) }
  }

  /// - Throws: `DataError.damaged`.
  init(from reader: inout ByteReader) throws {
    self.init(
      measurements: try reader.list { try Measurement(from: &$0) },
      probabilities: try reader.all(Float.self), features: try reader.all(Float.self),
      layers: try reader.layers(), tables: try reader.tables(),
      flags: try reader.list { ObjectFlag(rawValue: try $0.string()) })
  }
}
