/// A FITS file that is open for reading: its header-data units, images and tables.
///
/// Every header is read and bounded by `HeaderGuard` when the file is opened; pixels and rows are
/// read when they are asked for. A gzip file is inflated into memory once. Names are literal: no
/// part of a path has a meaning of its own. Safe to use from several threads.
///
/// ```swift
/// let file = try FITSFile(opening: "field.fits")
/// let image = try file.readImage()
/// ```
public final class FITSFile: Sendable {
  /// The file as the user named it.
  public let path: String
  public let hdus: [HDU]
  /// Bytes behind the last HDU that belong to none; 0 for a clean file.
  public let trailingByteCount: Int
  let bytes: FileBytes

  /// Whether the whole content was inflated into memory, as that of a gzip file is.
  public var isInflated: Bool { bytes.isInflated }

  /// - Throws: `DataError`: `unreadable` (absent, permission, not a regular file), `notRecognised`
  ///   (no FITS), `damaged` (cut short, contradicts itself), `tooLarge`.
  public convenience init(opening path: String) throws {
    try self.init(FileBytes(opening: path))
  }

  /// A file that is in memory; `name` stands in errors.
  public convenience init(data: [UInt8], name: String = "memory") throws {
    try self.init(FileBytes(data, path: name))
  }

  private init(_ bytes: FileBytes) throws {
    var guardian = HeaderGuard(bytes)
    hdus = try guardian.readAll()
    trailingByteCount = bytes.count - guardian.end
    path = bytes.path
    self.bytes = bytes
  }

  /// The HDU at `index`, or the first one that `accepts`.
  func hdu(_ index: Int?, called what: String, where accepts: (HDU) -> Bool) throws -> HDU {
    if let index {
      guard hdus.indices.contains(index) else {
        throw DataError(.missing, "no HDU \(index); the file has \(hdus.count)", file: path)
      }
      let hdu = hdus[index]
      guard accepts(hdu) else { throw refusal(hdu, what) }
      return hdu
    }
    if let hdu = hdus.first(where: accepts) { return hdu }
    if let hdu = hdus.first(where: { $0.kind == .randomGroups || $0.kind == .compressedTable }) {
      throw refusal(hdu, what)
    }
    throw DataError(.missing, "no HDU has \(what)", file: path)
  }

  private func refusal(_ hdu: HDU, _ what: String) -> DataError {
    switch hdu.kind {
    case .randomGroups:
      DataError(.unsupported, "random groups are not read", file: path, hdu: hdu.index)
    case .compressedTable:
      DataError(
        .unsupported, "tile-compressed tables (ZTABLE) are not read; use funpack first",
        file: path, hdu: hdu.index)
    default:
      DataError(.missing, "has no \(what.dropFirst(3))", file: path, hdu: hdu.index)
    }
  }

  /// Names file and HDU in every error that `body` throws.
  func locating<Result>(_ hdu: HDU, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch var error as DataError {
      error.file = path
      error.hdu = hdu.index
      throw error
    }
  }

  /// The first HDU with this EXTNAME (case ignored) and, where given, this EXTVER.
  public func hdu(named name: String, version: Int? = nil) -> HDU? {
    let key = name.lowercased()
    return hdus.first {
      $0.name.lowercased() == key && (version == nil || $0.version == version)
    }
  }
}
