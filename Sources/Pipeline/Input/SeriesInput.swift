import OrreryKit

/// Spectra and light curves from files: every one that a file holds.
enum SeriesInput {
  static func openSpectrum(_ file: InputSource.File, plan: InputPlan) throws -> ObjectReader {
    var settings = SpectrumSettings()
    settings.hdu = try unit(of: file, plan)
    let spectra = try SpectrumReader.read(path: file.path, settings: settings)
    return reader(file, spectra.map(\.name), spectra.map { .spectrum($0) })
  }

  static func openLightCurve(_ file: InputSource.File, plan: InputPlan) throws -> ObjectReader {
    var settings = plan.lightCurves
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
    return ObjectReader(path: file.path, ids: ids, names: names) { index in
      object(contents[index], file.path)
    }
  }

  /// The object with what its file says of it: place, redshift, class.
  private static func object(_ content: SkyObject.Content, _ path: String) -> SkyObject {
    var object = SkyObject(id: "", origin: path, content: content)
    object.position = object.spectrum?.position ?? object.lightCurve?.position
    if let redshift = object.spectrum?.redshift {
      object.measure(
        Measurement("redshift_catalog", .real(redshift), description: "Redshift as the file has it")
      )
    }
    if let name = object.spectrum?.classification ?? object.lightCurve?.classification {
      object.measure(
        Measurement("class_catalog", .string(name), description: "Class as the file has it"))
    }
    return object
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
