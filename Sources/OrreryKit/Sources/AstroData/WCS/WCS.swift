/// World coordinates of an image: pixel to sky and back (Greisen & Calabretta 2002, A&A 395, 1061;
/// Calabretta & Greisen 2002, A&A 395, 1077).
///
/// Pixel coordinates are from 0 as in `Image`.
public struct WCS: Sendable, Equatable {
  /// The cards that define the solution; crop and bin recompute them.
  public private(set) var header: Header

  /// - Returns: `nil` where the header has no celestial axes.
  /// - Throws: `DataError` (`damaged`, `unsupported`) where it has them and they cannot be used.
  public init?(_ header: Header) throws {
    return nil
  }
}
