internal import Foundation

/// Centre and shape of weighted pixels from their first and second moments.
///
/// A single pixel's extent, 1/12, is added where the moments do not span an ellipse, so that one
/// pixel or a line of pixels has a shape (Bertin & Arnouts 1996; SExtractor's manual, section 10).
public struct PixelMoments: Sendable {
  /// Barycentre in pixels from 0.
  public let x: Double
  public let y: Double
  /// Variances and covariance in pixels².
  public let xx: Double
  public let yy: Double
  public let xy: Double

  /// - Parameters:
  ///   - pixels: indices into a plane of this width.
  ///   - weights: the whole plane; must be above 0 at `pixels`.
  public init(pixels: [Int], weights: [Float], width: Int) {
    var sums = Sums()
    for pixel in pixels {
      sums.add(x: pixel % width, y: pixel / width, weight: Double(weights[pixel]))
    }
    self.init(sums)
  }

  /// The moments of pixels that came one by one.
  init(_ sums: Sums) {
    let sum = sums.weight
    let mx = sum > 0 ? sums.x / sum : 0
    let my = sum > 0 ? sums.y / sum : 0
    var xx = sum > 0 ? sums.xx / sum - mx * mx : 0
    var yy = sum > 0 ? sums.yy / sum - my * my : 0
    let xy = sum > 0 ? sums.xy / sum - mx * my : 0
    if xx * yy - xy * xy < 1.0 / 144 {
      xx += 1.0 / 12
      yy += 1.0 / 12
    }
    x = Double(sums.origin?.x ?? 0) + mx
    y = Double(sums.origin?.y ?? 0) + my
    self.xx = xx
    self.yy = yy
    self.xy = xy
  }

  /// Weighted sums over pixels, in the order they come.
  ///
  /// Measured from the first pixel: the squares of large coordinates would cost digits.
  struct Sums: Sendable {
    fileprivate(set) var origin: (x: Int, y: Int)?
    fileprivate var weight = 0.0
    fileprivate var x = 0.0
    fileprivate var y = 0.0
    fileprivate var xx = 0.0
    fileprivate var yy = 0.0
    fileprivate var xy = 0.0

    mutating func add(x column: Int, y row: Int, weight: Double) {
      let first = origin ?? (column, row)
      origin = first
      let dx = Double(column - first.x)
      let dy = Double(row - first.y)
      self.weight += weight
      x += weight * dx
      y += weight * dy
      xx += weight * dx * dx
      yy += weight * dy * dy
      xy += weight * dx * dy
    }
  }

  /// Root-mean-square extent along the major axis, in pixels.
  public var semiMajor: Double { (0.5 * (xx + yy) + spread).squareRoot() }

  /// Root-mean-square extent along the minor axis, in pixels.
  public var semiMinor: Double { max(0, 0.5 * (xx + yy) - spread).squareRoot() }

  /// Angle of the major axis from +x towards +y in radians, -π/2 to π/2.
  public var angle: Double { 0.5 * atan2(2 * xy, xx - yy) }

  /// Squared distance of a place from the centre in units of the ellipse's axes.
  public func distance(x px: Double, y py: Double) -> Double {
    let determinant = xx * yy - xy * xy
    let dx = px - x
    let dy = py - y
    return (yy * dx * dx + xx * dy * dy - 2 * xy * dx * dy) / determinant
  }

  private var spread: Double {
    let half = 0.5 * (xx - yy)
    return (half * half + xy * xy).squareRoot()
  }
}
