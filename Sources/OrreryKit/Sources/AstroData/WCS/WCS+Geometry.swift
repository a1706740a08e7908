internal import Foundation

extension WCS {
  /// How pixels lie on the sky around one point.
  public struct Orientation: Sendable, Hashable {
    /// Arcsec per pixel: square root of the area of a pixel.
    public var pixelScale: Double
    /// Position angle of the +y direction in degrees, north through east, 0 to 360.
    public var positionAngle: Double
    /// True where east is to the right when north is up: the mirror image of the sky.
    public var isMirrored: Bool
    /// Unit vector of pixels that points north.
    public var north: SIMD2<Double>
    /// Unit vector of pixels that points east.
    public var east: SIMD2<Double>
  }

  /// Arcsec per pixel at the reference point: square root of the area of a pixel.
  public var pixelScale: Double {
    let m = solution.matrix
    return abs(m[0].x * m[1].y - m[0].y * m[1].x).squareRoot() * 3600
  }

  /// Scale and direction of north and east at a pixel, in the header's own frame; `nil` off the sky.
  public func orientation(x: Double, y: Double) -> Orientation? {
    let step = 0.5
    let points = native([
      SIMD2(x, y), SIMD2(x - step, y), SIMD2(x + step, y), SIMD2(x, y - step), SIMD2(x, y + step),
    ]).compactMap { $0 }
    guard points.count == 5 else { return nil }
    // Offsets from the centre on the tangent plane, (east, north) in arcsec.
    let plane = points.map { Self.tangentOffset(of: $0, from: points[0]) }
    let alongX = plane[2] - plane[1]
    let alongY = plane[4] - plane[3]
    let determinant = alongX.x * alongY.y - alongX.y * alongY.x
    guard determinant.isFinite, determinant != 0 else { return nil }
    let angle = atan2(alongY.x, alongY.y) * 180 / .pi
    func unit(_ v: SIMD2<Double>) -> SIMD2<Double> {
      v / SIMD2(repeating: (v * v).sum().squareRoot())
    }
    return Orientation(
      pixelScale: abs(determinant).squareRoot(),
      positionAngle: Direction.normalised(angle),
      isMirrored: determinant > 0,
      north: unit(SIMD2(-alongY.x, alongX.x) / determinant),
      east: unit(SIMD2(alongY.y, -alongX.y) / determinant))
  }

  /// Position of the middle of an image of this size.
  public func centre(width: Int, height: Int) -> SkyPosition? {
    sky(x: Double(width - 1) / 2, y: Double(height - 1) / 2)
  }

  private static func tangentOffset(
    of point: SIMD2<Double>, from centre: SIMD2<Double>
  ) -> SIMD2<Double> {
    let degree = Double.pi / 180
    let (b, b0) = (point.y * degree, centre.y * degree)
    let dl = (point.x - centre.x) * degree
    let cosine = sin(b0) * sin(b) + cos(b0) * cos(b) * cos(dl)
    // sin(b - b0) form: no cancellation for pixels of a milliarcsecond.
    let north = sin(b - b0) + 2 * sin(b0) * cos(b) * sin(dl / 2) * sin(dl / 2)
    return SIMD2(cos(b) * sin(dl), north) / SIMD2(repeating: cosine * degree / 3600)
  }

  // MARK: - Crop and bin

  /// The solution of the part of the image whose first pixel is (`x`, `y`); negative for padding.
  public func cropped(x: Int, y: Int) -> WCS { transformed(origin: [x, y], step: [1, 1]) }

  /// The solution of a part of the image.
  public func cropped(to region: PixelRegion) -> WCS {
    cropped(x: region.x.lowerBound, y: region.y.lowerBound)
  }

  /// The solution of the image whose pixels are blocks of `factor` × `factor` old ones.
  public func binned(by factor: Int) -> WCS { resampled(x: Double(factor), y: Double(factor)) }

  /// The solution of the image whose pixels are `x` wide and `y` high in old ones, the lower left
  /// corner of the image kept. Linear terms and SIP are recomputed exactly.
  ///
  /// - Precondition: both are positive and finite.
  public func resampled(x: Double, y: Double) -> WCS {
    precondition(
      x > 0 && y > 0 && x.isFinite && y.isFinite, "WCS.resampled: pixels of \(x) × \(y) old ones")
    return transformed(origin: [0, 0], step: [x, y])
  }

  private func transformed(origin: SIMD2<Int>, step: SIMD2<Double>) -> WCS {
    var solution = solution
    // The corner of the image is at FITS coordinate 0.5.
    let corner = solution.referencePixel - SIMD2(Double(origin.x), Double(origin.y)) - 0.5
    solution.referencePixel = corner / step + 0.5
    solution.matrix = solution.matrix.map { $0 * step }
    solution.distortion = solution.distortion?.scaled(x: step.x, y: step.y)
    // Only a scale changed: what wcslib accepted stays acceptable, up to overflow.
    guard let result = try? WCS(solution) else {
      preconditionFailure("WCS: step \(step) makes the solution singular")
    }
    return result
  }
}
