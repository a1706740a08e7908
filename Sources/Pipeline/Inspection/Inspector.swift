import Foundation
import OrreryKit

/// Looks at one file: what it is, its values, its place on the sky, what a model says.
public struct Inspector {
  let library: ModelLibrary

  public init(_ library: ModelLibrary) { self.library = library }

  /// A file's facts beside the object they are of; `nil` for tables and headers without data.
  public struct Result: Sendable {
    public var facts: Inspection
    public var content: SkyObject.Content?
    /// Behind the stages of the model that predicted.
    public var prepared: SkyObject?
    /// Behind each stage, the first as it was read; empty where stages were not asked for.
    public var steps: [(name: String, content: SkyObject.Content)] = []
    public var explanation: Explanation?
    /// How the nearest training examples look; empty where that is not kept.
    public var looks: [ExampleLook] = []

    public init(facts: Inspection, content: SkyObject.Content?) {
      self.facts = facts
      self.content = content
    }
  }

  /// Recognises the file by content: FITS, PNG, light curves or a table as text.
  ///
  /// - Throws: `DataError` where the file cannot be read, `InspectionRefusal` where it has no such
  ///   object, `Registry.Failure` or `PluginFailure` for a model that was asked for.
  public func inspect(_ request: InspectionRequest) throws -> Result {
    let bytes = try size(of: request.file)
    let start = try beginning(of: request.file)
    let isNamedFITS = [".fits", ".fit", ".fits.gz", ".fz"].contains {
      request.file.lowercased().hasSuffix($0)
    }
    if start.starts(with: [0x89, 0x50, 0x4E, 0x47]), !isNamedFITS {
      try refuseUnit(request)
      return try inspect(picture: PNGImage(path: request.file), request, bytes)
    }
    let isArchive = [".tar.gz", ".tgz", ".tar"].contains { request.file.lowercased().hasSuffix($0) }
    if let name = isArchive ? "an archive" : Self.foreign(start) {
      throw DataError(
        .notRecognised, "is \(name); Orrery reads FITS and PNG files, and tables as text",
        file: request.file)
    }
    let file: FITSFile
    do {
      file = try FITSFile(opening: request.file)
    } catch let error as DataError
      where error.code == .notRecognised && error.hdu == nil && !isNamedFITS
    {
      return try inspect(text: request, bytes)
    }
    return try inspect(file, request, bytes)
  }

  private func inspect(_ file: FITSFile, _ request: InspectionRequest, _ bytes: Int) throws
    -> Result
  {
    if let hdu = request.hdu, !file.hdus.indices.contains(hdu) {
      throw InspectionRefusal(
        "no HDU \(hdu): the file has \(file.hdus.count), from 0", file: request.file)
    }
    if request.hdu == nil, LightCurveReader.canRead(file) {
      let curves = try LightCurveReader.read(file)
      return try inspect(curves: curves, request, bytes, units: Self.units(file, shown: nil))
    }
    if request.hdu == nil, SpectrumReader.canRead(file) {
      let spectra = try SpectrumReader.read(file)
      return try inspect(spectra: spectra, request, bytes, units: Self.units(file, shown: nil))
    }
    // Images of a file with several are told apart by their names.
    let named = request.id.flatMap { id in
      file.hdus.first { $0.hasImage && $0.name.caseInsensitiveCompare(id) == .orderedSame }?.index
    }
    let first =
      file.hdus.first { $0.hasImage && $0.height > 1 } ?? file.hdus.first { $0.hasTable }
      ?? file.hdus.first(where: \.hasImage)
    let shown = request.hdu ?? named ?? first?.index ?? 0
    if file.hdus[shown].hasImage {
      if let id = request.id, named == nil {
        let names = file.hdus.filter(\.hasImage).map(\.name)
        throw InspectionRefusal(
          "no image is called '\(id)'" + NearestNames.suggestion(for: id, among: names),
          file: request.file)
      }
      return try inspect(image: shown, of: file, request, bytes)
    }
    return try inspect(table: shown, of: file, request, bytes)
  }

  /// Files other than FITS have no header-data units.
  private func refuseUnit(_ request: InspectionRequest) throws {
    guard let hdu = request.hdu else { return }
    throw InspectionRefusal("no HDU \(hdu): it is no FITS file", file: request.file)
  }

  private func inspect(text request: InspectionRequest, _ bytes: Int) throws -> Result {
    try refuseUnit(request)
    if LightCurveReader.canRead(request.file) {
      let curves = try LightCurveReader.read(path: request.file)
      return try inspect(curves: curves, request, bytes, units: [])
    }
    return try inspect(text: CSV.read(request.file), request, bytes)
  }

  /// The entry of this number or name; the first where neither is asked for.
  func choose<Value>(
    _ values: [Value], _ name: KeyPath<Value, String>, _ request: InspectionRequest
  ) throws -> (Int, Value) {
    if let id = request.id {
      if let place = values.firstIndex(where: { $0[keyPath: name] == id }) {
        return (place, values[place])
      }
      let names = values.prefix(1000).map { $0[keyPath: name] }
      throw InspectionRefusal(
        "nothing is called '\(id)'" + NearestNames.suggestion(for: id, among: names),
        file: request.file)
    }
    if values.isEmpty { throw DataError(.missing, "holds no objects", file: request.file) }
    let row = request.row ?? 0
    guard values.indices.contains(row) else {
      throw InspectionRefusal(
        "no entry \(row): there are \(values.count), from 0", file: request.file)
    }
    return (row, values[row])
  }

  private func size(of path: String) throws -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw DataError(.unreadable, String(cString: strerror(errno)), file: path)
    }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw DataError(
        .unreadable, isFolder ? "is a folder; name one file" : "is not a regular file", file: path)
    }
    return Int(status.st_size)
  }

  private func beginning(of path: String) throws -> [UInt8] {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw DataError(.unreadable, String(cString: strerror(errno)), file: path)
    }
    defer { try? handle.close() }
    return [UInt8]((try? handle.read(upToCount: 16)) ?? Data())
  }

  /// Name of a well-known format that Orrery does not read.
  private static func foreign(_ start: [UInt8]) -> String? {
    let formats: [(String, [UInt8])] = [
      ("a JPEG picture", [0xFF, 0xD8, 0xFF]), ("a GIF picture", Array("GIF8".utf8)),
      ("a TIFF picture", [0x49, 0x49, 0x2A, 0]), ("a TIFF picture", [0x4D, 0x4D, 0, 0x2A]),
      ("an HDF5 file", [0x89, 0x48, 0x44, 0x46]), ("a PDF document", Array("%PDF".utf8)),
      ("a ZIP archive", [0x50, 0x4B, 3, 4]), ("a bzip2 file", Array("BZh".utf8)),
      ("an xz file", [0xFD, 0x37, 0x7A, 0x58]), ("a Parquet file", Array("PAR1".utf8)),
      ("a NumPy array", [0x93, 0x4E, 0x55, 0x4D]),
    ]
    return formats.first { start.starts(with: $0.1) }?.0
  }

  static func units(_ file: FITSFile, shown: Int?) -> [Inspection.Unit] {
    file.hdus.map { hdu in
      Inspection.Unit(
        index: hdu.index, kind: hdu.kind.rawValue, name: hdu.name,
        shape: hdu.hasTable ? [hdu.rowCount] : hdu.shape,
        type: hdu.hasImage ? typeName(hdu) : nil,
        columns: hdu.fields.map(\.name), isShown: hdu.index == shown)
    }
  }

  /// The stored type; integers that BZERO makes unsigned are named so.
  private static func typeName(_ hdu: HDU) -> String {
    if hdu.bitpix < 0 { return "float\(-hdu.bitpix)" }
    let zero = hdu.header.double("BZERO") ?? 0
    let isUnsigned =
      hdu.bitpix > 8 && hdu.header.double("BSCALE") ?? 1 == 1
      && zero == Double(sign: .plus, exponent: hdu.bitpix - 1, significand: 1)
    return hdu.bitpix == 8 ? "uint8" : (isUnsigned ? "uint" : "int") + "\(hdu.bitpix)"
  }
}
