import OrreryKit

/// Spectra and light curves from files: every one that a file holds.
enum SeriesInput {
  static func openSpectrum(_ file: InputSource.File, plan: InputPlan) throws -> ObjectReader {
    try refuseImageKeys(plan, file)
    var settings = SpectrumSettings()
    settings.hdu = try unit(of: file, plan)
    let spectra = try SpectrumReader.read(path: file.path, settings: settings)
    return reader(file, spectra.map(\.name), spectra.map { .spectrum($0) })
  }

  static func openLightCurve(_ file: InputSource.File, plan: InputPlan) throws -> ObjectReader {
    try refuseImageKeys(plan, file)
    var settings = LightCurveSettings()
    settings.hdu = try unit(of: file, plan)
    let curves = try LightCurveReader.read(path: file.path, settings: settings)
    return reader(file, curves.map(\.name), curves.map { .lightCurve($0) })
  }

  /// One object keeps the file's id; several get their names behind it.
  private static func reader(
    _ file: InputSource.File, _ names: [String], _ contents: [SkyObject.Content]
  ) -> ObjectReader {
    let ids = names.enumerated().map { index, name in
      names.count == 1 ? file.id : "\(file.id)-\(name.isEmpty ? "\(index)" : name)"
    }
    return ObjectReader(path: file.path, ids: ids) { index in
      SkyObject(id: "", origin: file.path, content: contents[index])
    }
  }

  private static func refuseImageKeys(_ plan: InputPlan, _ file: InputSource.File) throws {
    guard !plan.isStack, plan.bands.isEmpty else {
      throw DataError(.invalidValue, "`stack` and `bands` are for images", file: file.path)
    }
  }

  private static func unit(of file: InputSource.File, _ plan: InputPlan) throws -> Int? {
    switch plan.unit {
    case .first, .every: return nil
    case .number(let number): return number
    case .name(let name):
      let fits = try FITSFile(opening: file.path)
      guard let hdu = fits.hdu(named: name) else {
        throw DataError(
          .missing,
          "no HDU '\(name)'" + NearestNames.suggestion(for: name, among: fits.hdus.map(\.name)),
          file: file.path)
      }
      return hdu.index
    }
  }
}
