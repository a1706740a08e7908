/// Reads a table from a FITS file or, where the file is none, from comma-separated text; either may
/// be in gzip.
public enum CatalogReader {
  /// - Parameters:
  ///   - hdu: of a FITS file, from 0; `nil` for the first with a table.
  ///   - columns: names, case ignored, in the order wanted; `nil` for all.
  /// - Throws: `DataError` as `FITSFile.readTable` and `CSV.read`.
  public static func read(
    _ path: String, hdu: Int? = nil, columns: [String]? = nil
  ) throws -> Catalog {
    do {
      return try FITSFile(opening: path).readTable(hdu, columns: columns)
    } catch let error as DataError where error.code == .notRecognised && error.hdu == nil {
      return try CSV.read(path, columns: columns)
    }
  }
}
