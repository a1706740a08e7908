/// Reads light curves from FITS tables and text files, recognised by content.
///
/// | format | how it is recognised |
/// |---|---|
/// | Kepler, K2, TESS | a table with `TIME` and `SAP_FLUX` or `PDCSAP_FLUX` |
/// | target pixels | `TIME` and an image `FLUX` in each row: the sum over the aperture |
/// | table, CSV | columns of time and of flux or magnitude; a column of bands; one of objects |
/// | lists in cells (EROS-1) | CSV columns `time_points_b`, `light_points_b`, `error_points_b`, … |
/// | three columns (ASAS) | lines of numbers without names: time, magnitude, uncertainty |
///
/// Times are Float64 as they stand. A point whose time or value is not finite is flagged
/// `missing`, one with a quality bit `instrument`; none is dropped. An uncertainty that is not
/// positive and finite is infinite and flags its point `instrument`.
public enum LightCurveReader {
  /// True where `read` would find light curves: reads headers, or the first lines of text.
  public static func canRead(_ path: String) -> Bool {
    if let file = try? FITSFile(opening: path) { return canRead(file) }
    return (try? LightCurveTextReader(path))?.format(LightCurveSettings()) != nil
  }

  /// True where `read` would find light curves in an open FITS file.
  public static func canRead(_ file: FITSFile) -> Bool {
    LightCurveTableReader.table(of: file, LightCurveSettings()) != nil
  }

  /// The light curves of a file, one for each object.
  /// - Throws: `DataError`: `notRecognised` where the file holds none, and what reading throws.
  public static func read(
    path: String, settings: LightCurveSettings = LightCurveSettings()
  ) throws -> [LightCurve] {
    do {
      let file = try FITSFile(opening: path)
      return try read(file, settings: settings)
    } catch let error as DataError where error.code == .notRecognised && error.hdu == nil {
      // No FITS file: text, if it looks like it.
      let text = try LightCurveTextReader(path)
      guard text.isText else { throw error }
      return try named(text.read(settings), settings)
    }
  }

  /// The light curves of an open FITS file.
  /// - Throws: as `read(path:settings:)`.
  public static func read(
    _ file: FITSFile, settings: LightCurveSettings = LightCurveSettings()
  ) throws -> [LightCurve] {
    guard let hdu = LightCurveTableReader.table(of: file, settings) else {
      throw DataError(
        .notRecognised, "no table with columns of time and of flux or magnitude",
        file: file.path, hdu: settings.hdu ?? 0)
    }
    do {
      return try named(LightCurveTableReader(file, hdu: hdu).read(settings), settings)
    } catch var error as DataError {
      if error.file == nil { error.file = file.path }
      error.hdu = error.hdu ?? hdu.index
      throw error
    }
  }

  private static func named(
    _ curves: [LightCurve], _ settings: LightCurveSettings
  ) -> [LightCurve] {
    var curves = curves
    for index in curves.indices { curves[index].name(settings.bands) }
    return curves
  }
}
