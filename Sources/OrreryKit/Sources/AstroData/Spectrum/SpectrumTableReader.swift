internal import Foundation

/// Reads spectra from a binary or ASCII table: one with a pixel in each row (SDSS, BOSS, generic),
/// or one with a whole spectrum in the cells of each row.
struct SpectrumTableReader {
  let file: FITSFile
  let hdu: HDU

  init(_ file: FITSFile, hdu: HDU) {
    self.file = file
    self.hdu = hdu
  }

  func read(_ settings: SpectrumSettings) throws -> [Spectrum] {
    guard let columns = SpectrumColumns(hdu, settings) else { return [] }
    let table = try file.readTable(hdu.index, columns: columns.names)
    guard table.rowCount > 0 else {
      throw DataError(.missing, "the table of the spectrum has no rows", hdu: hdu.index)
    }
    let primary = file.hdus[0].header
    let isSDSS = columns.isLog && hdu.fields.contains { $0.name.lowercased() == "and_mask" }
    var header = isSDSS ? primary : hdu.header
    let flux = try cells(columns.flux, of: table)
    // A row for each spectrum, or a row for each pixel.
    let isVector = flux.contains { $0.count > 1 }
    func parts(_ name: String?) throws -> [[Double]]? {
      guard let name else { return nil }
      let cells = try cells(name, of: table)
      return isVector ? cells : [cells.map { $0.first ?? .nan }]
    }
    let fluxes = isVector ? flux : [flux.map { $0.first ?? .nan }]
    guard var wavelengths = try parts(columns.wavelength) else { return [] }
    if columns.isLog { wavelengths = wavelengths.map { $0.map { pow(10, $0) } } }
    let unit = unit(of: columns, wavelengths, settings, &header)
    let deviations = try parts(columns.deviation)
    let variances = try parts(columns.variance)
    let weights = try parts(columns.inverseVariance)
    let masks = try parts(columns.mask)
    let models = try parts(columns.model)
    let medium =
      SpectrumReader.medium(hdu.header) ?? SpectrumReader.medium(primary)
      ?? (isSDSS
        ? .vacuum
        : columns.wavelength.lowercased().hasSuffix("_air")
          ? .air : columns.wavelength.lowercased().hasSuffix("_vac") ? .vacuum : .unknown)

    return try fluxes.indices.map { row in
      let (wavelength, finalUnit) = unit.wavelengths(wavelengths[row])
      var parts = SpectrumParts(
        wavelength: wavelength, unit: finalUnit, medium: medium, flux: fluxes[row].map { Float($0) }
      )
      if let values = weights?[row] {
        parts.noise = .inverseVariance(values.map { Float($0) })
      } else if let values = deviations?[row] {
        parts.noise = .deviation(values.map { Float($0) })
      } else if let values = variances?[row] {
        parts.noise = .variance(values.map { Float($0) })
      }
      parts.isBad =
        masks?[row].map { value in
          guard let bits = Int64(exactly: value) else { return !value.isNaN && value != 0 }
          return bits & (settings.maskBits ?? -1) != 0
        } ?? []
      parts.model = models?[row].map { Float($0) }
      parts.header = header
      var spectrum = try located { try parts.spectrum() }
      spectrum.fluxUnit =
        hdu.fields.first { $0.name == columns.flux }?.unit
        ?? hdu.header.string("BUNIT") ?? (isSDSS ? primary.string("BUNIT") : nil)
      spectrum.position = SpectrumReader.position(hdu.header) ?? SpectrumReader.position(primary)
      if isSDSS { try describe(&spectrum, primary) }
      return spectrum
    }
  }

  /// Name, class and redshift from the table of the spectroscopic pipeline that follows.
  private func describe(_ spectrum: inout Spectrum, _ primary: Header) throws {
    if let plate = primary.integer("PLATEID"), let mjd = primary.integer("MJD"),
      let fiber = primary.integer("FIBERID")
    {
      let digits = String(fiber)
      let padding = String(repeating: "0", count: max(0, 4 - digits.count))
      spectrum.name = "spec-\(plate)-\(mjd)-\(padding)\(digits)"
    }
    let results = file.hdus.first { other in
      let names = Set(other.fields.map { $0.name.uppercased() })
      return other.index > hdu.index && other.rowCount == 1 && names.isSuperset(of: ["Z", "CLASS"])
    }
    guard let results else { return }
    let row = try file.readTable(results.index, columns: ["Z", "CLASS"])
    spectrum.redshift = row["Z"]?.doubles?.first.flatMap { $0.isFinite ? $0 : nil }
    let name = row["CLASS"]?.strings?.first?.trimmingCharacters(in: .whitespaces)
    spectrum.classification = name.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The unit of the wavelengths; a guess is written into the header.
  private func unit(
    of columns: SpectrumColumns, _ wavelengths: [[Double]], _ settings: SpectrumSettings,
    _ header: inout Header
  ) -> SpectralUnit {
    if let unit = settings.unit { return .wavelength(unit) }
    let field = hdu.fields.first { $0.name == columns.wavelength }
    if let unit = SpectralUnit(field?.unit) { return unit }
    if columns.isLog { return .wavelength(.angstrom) }
    let unit = SpectralUnit.guess(wavelengths.joined().map { $0 })
    header.addHistory("Orrery took the wavelengths' unit from their range: \(unit.rawValue)")
    return .wavelength(unit)
  }

  /// The values of each row's cell.
  private func cells(_ name: String, of table: Catalog) throws -> [[Double]] {
    guard let column = table[name] else {
      throw DataError(.missing, "no column '\(name)'", hdu: hdu.index)
    }
    if case .variable(let rows) = column.values { return rows }
    guard let values = column.doubles else {
      throw DataError(.invalidValue, "column '\(name)' holds no numbers", hdu: hdu.index)
    }
    let width = column.width
    return (0..<column.rowCount).map { Array(values[$0 * width..<($0 + 1) * width]) }
  }

  private func located<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch var error as DataError {
      error.hdu = error.hdu ?? hdu.index
      throw error
    }
  }
}
