import Foundation
import OrreryKit

/// One simulated object as the HDUs of a file.
struct SurveyFile {
  private(set) var writer: FITSWriter

  /// - Parameter cards: how the object was made.
  /// - Throws: `DataError.invalidValue` where something cannot be stored.
  init(_ object: SkyObject, cards: [Card]) throws {
    var own = cards + [Card("OBJID", .string(object.id.printable), comment: "name")]
    if let name = object.truth.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key {
      own.append(Card("TRUECLAS", .string(name.printable), comment: "true class"))
    }
    switch object.content {
    case .image(let image):
      writer = FITSWriter()
      try append(image, own, object)
    case .spectrum(let spectrum):
      writer = FITSWriter(primary: Header(own))
      try writer.append(Self.table(spectrum))
    case .lightCurve(let curve):
      writer = FITSWriter(primary: Header(own))
      try writer.append(Self.table(curve))
    case .row:
      throw DataError(
        .invalidValue, "\(object.id): rows stand in one table, not in files of their own")
    }
  }

  private mutating func append(_ image: Image, _ cards: [Card], _ object: SkyObject) throws {
    var image = image
    for card in cards {
      image.header.set(card.keyword, card.value ?? .undefined, comment: card.comment)
    }
    if image.channels > 1, !image.bands.isEmpty {
      for (plane, band) in image.bands.enumerated() {
        image.header.set("BAND\(plane + 1)", .string(band), comment: "of plane \(plane + 1)")
      }
    }
    try writer.append(image, as: Self.format(image.pixels), name: "")
    if let mask = image.mask {
      var header = Header()
      for (bit, meaning) in [(1, "saturated"), (2, "cosmic ray"), (3, "no signal")] {
        header.set("BIT\(bit)", .string(meaning), comment: "value \(1 << bit)")
      }
      let shape = image.channels > 1 ? [image.channels] : []
      writer.append(
        .uint8(mask), shape: shape + [image.height, image.width], header: header, name: "MASK")
    }
    for (name, layer) in object.layers.sorted(by: { $0.key < $1.key }) {
      var layer = layer
      layer.wcs = image.wcs
      try writer.append(
        layer, as: Self.format(layer.pixels), name: name == "truth" ? "TRUTHMAP" : name.uppercased()
      )
    }
    for (name, table) in object.tables.sorted(by: { $0.key < $1.key }) {
      try writer.append(table, name: name.uppercased())
    }
  }

  /// The smallest type that keeps every value: counts are whole numbers.
  private static func format(_ pixels: [Float]) -> FITSPixelFormat {
    var low: Float = 0, high: Float = 0
    for value in pixels {
      guard value.isFinite, value == value.rounded() else { return .float32 }
      low = min(low, value)
      high = max(high, value)
    }
    // The largest of each type is kept free for missing pixels.
    if low >= 0 && high < 255 { return .uint8 }
    if low >= 0 && high < 65_535 { return .uint16 }
    if low > -32_768 && high < 32_768 { return .int16 }
    return .float32
  }

  private static func table(_ spectrum: Spectrum) -> Catalog {
    let angstrom = spectrum.wavelengthUnit.nanometres * 10
    let inverse = spectrum.uncertainty?.map { $0.isFinite && $0 > 0 ? 1 / ($0 * $0) : 0 }
    var columns = [
      Column(
        "loglam", .real(spectrum.wavelength.map { log10($0 * angstrom) }),
        description: "log10 of the wavelength in Angstrom"),
      Column("flux", .float(spectrum.flux), unit: spectrum.fluxUnit),
    ]
    if let inverse {
      columns.append(
        Column("ivar", .float(inverse), description: "Inverse variance; 0: no measurement"))
    }
    let mask = spectrum.mask ?? [UInt8](repeating: 0, count: spectrum.count)
    columns.append(
      Column("and_mask", .integer(mask.map { Int64($0) }), description: "0 is good"))
    var table = Catalog(columns: columns, name: "COADD")
    table.header.set(
      "VACUUM", .logical(spectrum.medium == .vacuum), comment: "wavelengths are those in vacuum")
    return table
  }

  /// The rows of a survey as one table, their names in `id`.
  static func table(_ objects: [SkyObject], cards: [Card]) throws -> [UInt8] {
    var columns = [Column("id", .string(objects.map { $0.id.printable }))]
    for (place, name) in (objects.first?.row?.names ?? []).enumerated() {
      columns.append(Column(name, .real(objects.map { $0.row?.values[place] ?? .nan })))
    }
    var writer = FITSWriter(primary: Header(cards))
    try writer.append(Catalog(columns: columns, name: "ROWS"))
    return writer.data
  }

  private static func table(_ curve: LightCurve) -> Catalog {
    let isMagnitude = curve.quantity == .magnitude
    let shift = (curve.timeReference ?? 2_400_000.5) - 2_400_000.5
    var columns = [
      Column("mjd", .real(curve.time.map { $0 + shift }), unit: "d"),
      Column("band", .string(curve.band.map { curve.bands[$0] })),
      Column(isMagnitude ? "mag" : "flux", .float(curve.value), unit: curve.unit),
    ]
    if let uncertainty = curve.uncertainty {
      columns.append(
        Column(isMagnitude ? "magerr" : "flux_err", .float(uncertainty), unit: curve.unit))
    }
    return Catalog(columns: columns, name: "LIGHTCURVE")
  }
}
