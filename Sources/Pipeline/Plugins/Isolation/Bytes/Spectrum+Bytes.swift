import OrreryKit

extension Spectrum {
  func put(to writer: inout ByteWriter) {
    writer.put(all: wavelength)
    writer.put(wavelengthUnit.rawValue)
    writer.put(medium.rawValue)
    writer.put(all: flux)
    writer.put(fluxUnit) { $0.put($1) }
    writer.put(uncertainty) { $0.put(all: $1) }
    writer.put(mask) { $0.put(all: $1) }
    writer.put(model) { $0.put(all: $1) }
    writer.put(redshift) { $0.put($1) }
    writer.put(classification) { $0.put($1) }
    writer.put(position) { $1.put(to: &$0) }
    header.put(to: &writer)
    writer.put(name)
  }

  /// - Throws: `DataError.damaged`.
  init(from reader: inout ByteReader) throws {
    let wavelength = try reader.all(Double.self)
    guard let unit = WavelengthUnit(rawValue: try reader.string()),
      let medium = Medium(rawValue: try reader.string())
    else { throw ByteReader.nonsense }
    let flux = try reader.all(Float.self)
    try reader.check(flux.count == wavelength.count)
    self.init(wavelength: wavelength, unit: unit, medium: medium, flux: flux)
    fluxUnit = try reader.optional { try $0.string() }
    uncertainty = try reader.optional { try $0.all(Float.self) }
    mask = try reader.optional { try $0.all(UInt8.self) }
    model = try reader.optional { try $0.all(Float.self) }
    try reader.check(
      [uncertainty?.count, mask?.count, model?.count].allSatisfy { $0 ?? count == count })
    redshift = try reader.optional { try $0.double() }
    classification = try reader.optional { try $0.string() }
    position = try reader.optional { try SkyPosition(from: &$0) }
    header = try Header(from: &reader)
    name = try reader.string()
  }
}
