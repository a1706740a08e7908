import Foundation
import OrreryKit
import Pipeline

/// The output folder of a run: its catalogue and the products beside it.
public struct RunFolder: Sendable {
  /// The folder as the user named it.
  public let path: String
  /// Name of the catalogue in the folder.
  public let catalogName: String
  let file: FITSFile
  /// Names without their endings of the regular files in `png` and `fits`.
  let pictures: Set<String>
  let fitsFiles: Set<String>
  /// Names of the pictures of whole fields, in order.
  let overviews: [String]

  /// True where a folder is a report that `ReportWriter` wrote.
  public static func isReport(_ path: String) -> Bool { ReportFolder.isReport(path) }

  /// - Throws: `DataError`: `missing` where the folder holds no catalogue of a run or several, and
  ///   what reading throws.
  public init(_ path: String) throws {
    self.path = path
    let names = try Self.names(in: path)
    var catalogs: [(name: String, file: FITSFile)] = []
    for name in names where name.hasSuffix(".fits") && !name.hasPrefix(".") {
      guard let file = try? FITSFile(opening: "\(path)/\(name)"), Self.isCatalog(file) else {
        continue
      }
      catalogs.append((name, file))
    }
    guard let first = catalogs.first, catalogs.count == 1 else {
      throw DataError(
        .missing,
        catalogs.isEmpty
          ? "holds no catalogue of a run"
          : "holds several catalogues: \(catalogs.map(\.name).joined(separator: ", "))", file: path)
    }
    (catalogName, file) = (first.name, first.file)
    pictures = Self.products(in: "\(path)/png", ending: ".png")
    fitsFiles = Self.products(in: "\(path)/fits", ending: ".fits")
    overviews = Self.products(in: "\(path)/overview", ending: ".png").sorted()
  }

  /// A table of the catalogue; `nil` where the run wrote none.
  func table(_ name: String) throws -> Catalog? {
    try file.hdu(named: name).map { try file.readTable($0.index) }
  }

  /// Differs as soon as the catalogue is another file.
  var signature: String {
    var status = stat()
    guard stat("\(path)/\(catalogName)", &status) == 0 else { return "" }
    let time = status.st_mtim
    return "\(status.st_ino) \(status.st_size) \(time.tv_sec) \(time.tv_nsec)"
  }

  /// Tables that the model made, beside those of every run.
  var predictionTables: [HDU] {
    file.hdus.filter { $0.hasTable && !Self.tables.contains($0.name.uppercased()) }
  }

  /// One object as the catalogue names it, with its place in the image that it was cut from.
  /// - Throws: `DataError.missing` where there is no such row.
  public func object(
    _ row: Int
  ) throws -> (id: String, origin: String, pixel: SIMD2<Double>?) {
    guard let hdu = file.hdu(named: "OBJECTS") else {
      throw DataError(.missing, "has no objects", file: file.path)
    }
    let known = Set(hdu.fields.map { $0.name.lowercased() })
    let wanted = ["id", "origin", "x", "y"].filter(known.contains)
    guard row >= 0, row < hdu.rowCount else {
      throw DataError(.missing, "has no object \(row)", file: file.path)
    }
    let table = try file.readTable(hdu.index, columns: wanted, rows: row..<row + 1)
    let pixel = table["x"]?.doubles?.first.flatMap { x in
      table["y"]?.doubles?.first.map { SIMD2(x, $0) }
    }
    return (
      table["id"]?.labels?.first ?? "", table["origin"]?.labels?.first ?? "",
      pixel.flatMap { $0.x.isFinite && $0.y.isFinite ? $0 : nil }
    )
  }

  /// The header that says what made the run.
  var header: Header { file.hdus.first?.header ?? Header() }

  private static let tables: Set<String> = ["OBJECTS", "FAILURES", "INPUTS", "PROVENANCE"]

  private static func isCatalog(_ file: FITSFile) -> Bool {
    let isOurs = file.hdus.first?.header.string("CREATOR")?.hasPrefix("orrery ") == true
    return isOurs && (file.hdu(named: "OBJECTS") != nil || file.hdu(named: "FAILURES") != nil)
  }

  private static func names(in path: String) throws -> [String] {
    guard let folder = opendir(path) else {
      throw DataError(.unreadable, String(cString: strerror(errno)), file: path)
    }
    defer { closedir(folder) }
    return (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? []
  }

  /// Regular files alone: a link could lead out of the folder.
  private static func products(in folder: String, ending: String) -> Set<String> {
    var status = stat()
    guard lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
      let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    else { return [] }
    return Set(
      names.lazy.filter { name in
        guard name.hasSuffix(ending), SafeName.isSafe(name) else { return false }
        var status = stat()
        return lstat("\(folder)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      }.map { String($0.dropLast(ending.count)) })
  }
}
