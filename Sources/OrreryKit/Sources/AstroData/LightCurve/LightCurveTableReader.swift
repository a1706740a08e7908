/// Reads light curves from a FITS table.
struct LightCurveTableReader {
  let file: FITSFile
  let hdu: HDU

  init(_ file: FITSFile, hdu: HDU) {
    self.file = file
    self.hdu = hdu
  }

  /// The first table that fits.
  static func table(of file: FITSFile, _ settings: LightCurveSettings) -> HDU? {
    file.hdus.first { hdu in
      guard hdu.hasTable, settings.hdu == nil || settings.hdu == hdu.index else { return false }
      let names = hdu.fields.map(\.name)
      if isKepler(names) { return true }
      guard let columns = LightCurveColumns(names, settings) else { return false }
      // Several values in a cell are bands of a catalogue, unless an aperture says how to sum them.
      return hdu.fields.contains { $0.name == columns.value && $0.count == 1 }
        || file.hdus.contains { $0.hasImage && $0.name.uppercased() == "APERTURE" }
    }
  }

  private static func isKepler(_ names: [String]) -> Bool {
    let upper = Set(names.map { $0.uppercased() })
    return upper.contains("TIME")
      && (upper.contains("SAP_FLUX") || upper.contains("PDCSAP_FLUX"))
  }

  func read(_ settings: LightCurveSettings) throws -> [LightCurve] {
    var settings = settings
    let names = hdu.fields.map(\.name)
    try LightCurveColumns.check(names, settings)
    if Self.isKepler(names), settings.valueColumn == nil {
      let upper = names.map { $0.uppercased() }
      let wanted = settings.photometry == .pdcsap ? "PDCSAP_FLUX" : "SAP_FLUX"
      guard upper.contains(wanted) else {
        throw DataError(.missing, "no column '\(wanted)'; choose the other photometry")
      }
      settings.valueColumn = wanted
      settings.quantity = .flux
    }
    guard let columns = LightCurveColumns(names, settings) else {
      throw DataError(.missing, "no columns of time and of flux or magnitude")
    }
    let table = try file.readTable(hdu.index, columns: columns.names)
    if let pixels = table[columns.value], pixels.width > 1 {
      return [try aperture(table, columns, settings)]
    }
    var curves = try LightCurveTable(table, columns).read(settings)
    for index in curves.indices {
      describe(&curves[index], columns, settings)
      if curves[index].name.isEmpty { curves[index].name = SpectrumReader.name(of: file) }
    }
    return curves
  }

  /// Unit, time reference, band and position from the headers.
  private func describe(
    _ curve: inout LightCurve, _ columns: LightCurveColumns, _ settings: LightCurveSettings
  ) {
    let headers = [hdu.header, file.hdus[0].header]
    curve.header = hdu.header
    if curve.quantity == .flux {
      curve.unit = hdu.fields.first { $0.name == columns.value }?.unit
    }
    if let whole = headers.lazy.compactMap({ $0.double("BJDREFI") }).first {
      curve.timeReference = whole + (headers.lazy.compactMap { $0.double("BJDREFF") }.first ?? 0)
    } else if let whole = headers.lazy.compactMap({ $0.double("MJDREFI") }).first {
      let part = headers.lazy.compactMap { $0.double("MJDREFF") }.first ?? 0
      curve.timeReference = 2_400_000.5 + whole + part
    } else {
      curve.timeReference = LightCurveColumns.reference(of: columns.time)
    }
    if let reference = settings.timeReference { curve.timeReference = reference }
    if columns.band == nil {
      let telescope = headers.lazy.compactMap { $0.string("TELESCOP") }.first ?? ""
      let isMission = ["Kepler", "TESS", "K2"].contains(telescope)
      curve.bands = [settings.band ?? (isMission ? telescope : "")]
    }
    curve.position = headers.lazy.compactMap { SpectrumReader.position($0) }.first
  }

  // MARK: - Target pixels

  /// The sum of the fluxes in the aperture: pixels with bit 2 of the image `APERTURE` (the optimal
  /// aperture), or where it marks none, all that were collected (bit 1). A HISTORY card says which.
  ///
  /// A cadence with a missing pixel in the aperture is missing. Uncertainties add in quadrature.
  private func aperture(
    _ table: Catalog, _ columns: LightCurveColumns, _ settings: LightCurveSettings
  ) throws -> LightCurve {
    guard let flux = table[columns.value], let values = flux.doubles,
      let time = table[columns.time], time.width == 1, let times = time.doubles
    else { throw DataError(.invalidValue, "columns of time and flux hold no numbers") }
    let size = flux.width
    let image = file.hdus.first { $0.hasImage && $0.name.uppercased() == "APERTURE" }
    guard let image, image.pixelCount == size else {
      throw DataError(
        .unsupported,
        "'\(columns.value)' holds \(size) values in a row and there is no aperture image "
          + "of as many pixels to sum them over")
    }
    let bits = try file.readPixels(image.index).map { Int64(exactly: $0) ?? 0 }
    let isOptimal = bits.contains { $0 & 2 != 0 }
    let pixels = bits.indices.filter { bits[$0] & (isOptimal ? 2 : 1) != 0 }
    guard !pixels.isEmpty else {
      throw DataError(.missing, "the aperture marks no pixel", hdu: image.index)
    }
    var points = LightCurvePoints()
    points.time = times
    points.value = times.indices.map { row in
      pixels.reduce(0) { $0 + values[row * size + $1] }
    }
    if let sigma = columns.uncertainty.flatMap({ table[$0] }), sigma.width == size,
      let sigmas = sigma.doubles
    {
      points.uncertainty = times.indices.map { row in
        pixels.reduce(0) { $0 + sigmas[row * size + $1] * sigmas[row * size + $1] }.squareRoot()
      }
    }
    points.quality =
      columns.quality.flatMap { table[$0] }
      .flatMap { $0.width == 1 ? $0.doubles : nil }
      .map { $0.map(LightCurveTable.bits) } ?? []
    var curve = points.lightCurve(
      .flux, qualityBits: settings.qualityBits, name: SpectrumReader.name(of: file))
    describe(&curve, columns, settings)
    curve.header.addHistory(
      "Orrery summed \(pixels.count) pixels of the "
        + (isOptimal ? "optimal aperture (bit 2)" : "collected pixels (bit 1): no optimal aperture")
    )
    return curve
  }
}
