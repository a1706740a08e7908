internal import Foundation

/// World coordinates of an image: pixel to sky and back (Greisen & Calabretta 2002, A&A 395, 1061;
/// Calabretta & Greisen 2002, A&A 395, 1077).
///
/// Pixel coordinates are from 0 as in `Image`: the first pixel's centre is (0, 0), FITS (1, 1).
/// Every projection of the FITS standard, TPV and SIP are read; CD, PC + CDELT and CDELT + CROTA.
/// (The inverse of CSC is by definition an approximation, good to 0.001 degree.)
/// The image's first two axes must be the celestial ones; further axes are left alone.
/// A value can be used from several threads at once.
public struct WCS: Sendable, Equatable {
  let solution: CelestialSolution
  private let projection: CelestialProjection
  private let conversion: FrameConversion?

  /// - Returns: `nil` where the first two axes are not a pair of celestial axes.
  /// - Throws: `DataError` (`damaged`, `unsupported`) where they are and cannot be used.
  public init?(_ header: Header) throws {
    guard let solution = try CelestialSolution(header) else { return nil }
    try self.init(solution)
  }

  init(_ solution: CelestialSolution) throws {
    self.solution = solution
    projection = try CelestialProjection(solution)
    conversion = FrameConversion(solution.frame)
  }

  public static func == (left: WCS, right: WCS) -> Bool { left.solution == right.solution }

  /// The frame of the native longitude and latitude.
  public var frame: CelestialFrame { solution.frame }

  /// The frame of `sky(x:y:)`: the header's own for ICRS and FK5 J2000, else ICRS; `nil` where the
  /// frame has no relation to the equator.
  public var skyFrame: CelestialFrame? {
    frame.isEquatorialJ2000 ? frame : conversion == nil ? nil : .icrs
  }

  /// Code of the map projection: `TAN`, `SIN`, `TPV`.
  public var projectionCode: String { solution.projection }

  /// True where a SIP polynomial is applied.
  public var hasDistortion: Bool { solution.distortion != nil }

  /// What the header asks for and is not applied, in words; empty for almost every header.
  public var omissions: [String] { solution.omissions }

  // MARK: - Pixel to sky

  /// Right ascension and declination of a pixel, in `skyFrame`.
  ///
  /// - Returns: `nil` outside the projection, for NaN, and where `skyFrame` is `nil`.
  public func sky(x: Double, y: Double) -> SkyPosition? { sky([SIMD2(x, y)])[0] }

  /// Right ascension and declination of many pixels (x, y).
  public func sky(_ pixels: [SIMD2<Double>]) -> [SkyPosition?] {
    native(pixels).map { native in
      guard let native else { return nil }
      if frame.isEquatorialJ2000 {
        return SkyPosition(ra: Direction.normalised(native.x), dec: native.y)
      }
      return conversion?.icrs(longitude: native.x, latitude: native.y)
    }
  }

  /// Longitude and latitude in degrees in the header's own frame; `nil` outside the projection.
  public func native(x: Double, y: Double) -> (longitude: Double, latitude: Double)? {
    native([SIMD2(x, y)])[0].map { ($0.x, $0.y) }
  }

  /// Longitude (x) and latitude (y) of many pixels in the header's own frame.
  public func native(_ pixels: [SIMD2<Double>]) -> [SIMD2<Double>?] {
    var points = pixels
    for index in points.indices {
      points[index] += 1
      if let distortion = solution.distortion {
        let offset = points[index] - solution.referencePixel
        let shifted = distortion.forward(offset.x, offset.y)
        points[index] = solution.referencePixel + SIMD2(shifted.u, shifted.v)
      }
    }
    let isSwapped = solution.longitudeAxis == 1
    return projection.world(points).map { world in
      guard world.x.isFinite, world.y.isFinite else { return nil }
      return isSwapped ? SIMD2(world.y, world.x) : world
    }
  }

  // MARK: - Sky to pixel

  /// The pixel of a position given in `skyFrame`; `nil` where the projection does not reach it.
  public func pixel(of position: SkyPosition) -> (x: Double, y: Double)? {
    pixels(of: [position])[0].map { ($0.x, $0.y) }
  }

  /// Pixels (x, y) of many positions.
  public func pixels(of positions: [SkyPosition]) -> [SIMD2<Double>?] {
    if frame.isEquatorialJ2000 { return pixels(native: positions.map { SIMD2($0.ra, $0.dec) }) }
    guard let conversion else { return positions.map { _ in nil } }
    return pixels(
      native: positions.map {
        let native = conversion.native($0)
        return SIMD2(native.longitude, native.latitude)
      })
  }

  /// Pixels of longitudes (x) and latitudes (y) in the header's own frame, degrees.
  public func pixels(native positions: [SIMD2<Double>]) -> [SIMD2<Double>?] {
    let isSwapped = solution.longitudeAxis == 1
    let world = positions.map { isSwapped ? SIMD2($0.y, $0.x) : $0 }
    return projection.pixels(world).map { pixel in
      guard pixel.x.isFinite, pixel.y.isFinite else { return nil }
      guard let distortion = solution.distortion else { return pixel - 1 }
      let offset = pixel - solution.referencePixel
      guard let (u, v) = distortion.inverse(offset.x, offset.y) else { return nil }
      return solution.referencePixel + SIMD2(u, v) - 1
    }
  }
}
