/// What a file may ask for before it is refused; each stops an allocation made from a number that
/// only a header claims.
enum ReadLimits {
  /// Axes of one image; the standard allows 999, no instrument writes more than 7.
  static let axes = 9
  /// Cards of one header.
  static let cards = 10_000
  /// Header-data units of one file.
  static let hdus = 10_000
  /// Columns of one table (FITS standard 4.0, section 7.2.1).
  static let columns = 999
  /// Pixels of a constant image, which has no data to be measured against.
  static let constantPixels = 1 << 26

  /// Largest size of data that were compressed to `bytes`: 64 times as much, at least 64 MiB and
  /// at most 4 GiB.
  static func decompressed(from bytes: Int) -> Int {
    let (size, overflow) = bytes.multipliedReportingOverflow(by: 64)
    return overflow ? 1 << 32 : min(1 << 32, max(1 << 26, size))
  }
}
