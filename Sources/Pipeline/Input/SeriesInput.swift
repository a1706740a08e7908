import OrreryKit

/// Spectra and light curves from files.
enum SeriesInput {
  static func openSpectrum(_ file: InputSource.File, plan: InputPlan) throws -> ObjectReader {
    throw DataError(.unsupported, "spectra are not read yet", file: file.path)
  }

  static func openLightCurve(_ file: InputSource.File, plan: InputPlan) throws -> ObjectReader {
    throw DataError(.unsupported, "light curves are not read yet", file: file.path)
  }
}
