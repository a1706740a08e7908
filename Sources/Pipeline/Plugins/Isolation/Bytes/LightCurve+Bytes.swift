import OrreryKit

extension LightCurve {
  func put(to writer: inout ByteWriter) {
    writer.put(all: time)
    writer.put(timeReference) { $0.put($1) }
    writer.put(foldedPeriod) { $0.put($1) }
    writer.put(all: band)
    writer.put(bands) { $0.put($1) }
    writer.put(all: value)
    writer.put(uncertainty) { $0.put(all: $1) }
    writer.put(quantity.rawValue)
    writer.put(unit) { $0.put($1) }
    writer.put(quality) { $0.put(all: $1) }
    writer.put(mask) { $0.put(all: $1) }
    writer.put(classification) { $0.put($1) }
    writer.put(position) { $1.put(to: &$0) }
    header.put(to: &writer)
    writer.put(name)
  }

  /// - Throws: `DataError.damaged`.
  init(from reader: inout ByteReader) throws {
    let time = try reader.all(Double.self)
    let reference = try reader.optional { try $0.double() }
    let period = try reader.optional { try $0.double() }
    let band = try reader.all(Int.self)
    let bands = try reader.list { try $0.string() }
    let value = try reader.all(Float.self)
    let uncertainty = try reader.optional { try $0.all(Float.self) }
    guard let quantity = Quantity(rawValue: try reader.string()) else {
      throw ByteReader.nonsense
    }
    try reader.check(
      value.count == time.count && band.count == time.count
        && band.allSatisfy(bands.indices.contains))
    self.init(
      time: time, value: value, uncertainty: uncertainty, band: band, bands: bands,
      quantity: quantity)
    timeReference = reference
    foldedPeriod = period
    unit = try reader.optional { try $0.string() }
    quality = try reader.optional { try $0.all(Int32.self) }
    mask = try reader.optional { try $0.all(UInt8.self) }
    try reader.check(
      [uncertainty?.count, quality?.count, mask?.count].allSatisfy { $0 ?? count == count })
    classification = try reader.optional { try $0.string() }
    position = try reader.optional { try SkyPosition(from: &$0) }
    header = try Header(from: &reader)
    name = try reader.string()
  }
}
