import OrreryKit

/// A table in a FITS file or, where the file is none, in comma-separated text.
struct TableSource {
  private let path: String
  private let fits: FITSFile?
  private let hdu: HDU?
  let columnNames: [String]

  /// - Throws: `DataError` where there is no such table.
  init(_ path: String, unit: InputPlan.Unit) throws {
    self.path = path
    do {
      let fits = try FITSFile(opening: path)
      let hdu = try Self.choose(fits, unit)
      self.fits = fits
      self.hdu = hdu
      columnNames = hdu.fields.map(\.name)
    } catch let error as DataError where error.code == .notRecognised && error.hdu == nil {
      fits = nil
      hdu = nil
      columnNames = try CSV.columnNames(ofFile: path)
    }
  }

  /// Columns of which a cell may hold one number.
  var scalarNames: [String] {
    guard let hdu else { return columnNames }
    return hdu.fields.filter(\.isScalar).map(\.name)
  }

  /// - Throws: `DataError` where a column is missing or the data are damaged.
  func read(_ columns: [String]) throws -> Catalog {
    if let fits, let hdu { return try fits.readTable(hdu.index, columns: columns) }
    return try CSV.read(path, columns: columns)
  }

  private static func choose(_ fits: FITSFile, _ unit: InputPlan.Unit) throws -> HDU {
    switch unit {
    case .first:
      if let hdu = fits.hdus.first(where: \.hasTable) { return hdu }
      throw DataError(.missing, "no HDU has a table", file: fits.path)
    case .number(let number):
      guard fits.hdus.indices.contains(number) else {
        throw DataError(
          .missing, "no HDU \(number); the file has \(fits.hdus.count)", file: fits.path)
      }
      guard fits.hdus[number].hasTable else {
        throw DataError(.missing, "has no table", file: fits.path, hdu: number)
      }
      return fits.hdus[number]
    case .name(let name):
      if let hdu = fits.hdu(named: name), hdu.hasTable { return hdu }
      let names = fits.hdus.filter(\.hasTable).map(\.name).filter { !$0.isEmpty }
      throw DataError(
        .missing, "no table '\(name)'" + NearestNames.suggestion(for: name, among: names),
        file: fits.path)
    case .every:
      throw DataError(
        .invalidValue, "rows come from one table: name it with `hdu`", file: fits.path)
    }
  }
}
