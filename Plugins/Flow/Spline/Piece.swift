import Foundation

/// The piece of a rational-quadratic spline in which a number lies, and where in it.
struct Piece {
  /// Its number, from 0.
  var index: Int
  /// Where the number lies, 0 at its left end and 1 at its right one.
  var θ: Double
  var width: Double
  var height: Double
  /// Slopes at its ends.
  var left: Double
  var right: Double

  private var s: Double { height / width }
  private var product: Double { θ * (1 - θ) }
  private var numerator: Double { s * θ * θ + left * product }
  private var denominator: Double { s + (left + right - 2 * s) * product }
  /// dy/dx = s² a / denominator².
  private var a: Double { right * θ * θ + 2 * s * product + left * (1 - θ) * (1 - θ) }

  /// How much of the height the curve has risen, 0 to 1.
  var rise: Double { numerator / denominator }

  /// ln dy/dx.
  var logSlope: Double { 2 * log(s) + log(a) - 2 * log(denominator) }

  /// Gradients at everything the curve depends on, from those of y and of ln dy/dx.
  func gradients(
    ofValue g: Double, ofLogSlope l: Double
  ) -> (x: Double, y: Double, width: Double, height: Double, left: Double, right: Double) {
    let (n, d, a, product, turn) = (numerator, denominator, self.a, self.product, 1 - 2 * θ)
    /// The chain rule for a variable, from the derivatives of numerator, denominator and a.
    func chain(_ ofN: Double, _ ofD: Double, _ ofA: Double) -> Double {
      g * height * (ofN * d - n * ofD) / (d * d) + l * (ofA / a - 2 * ofD / d)
    }
    let ofθ = chain(
      2 * s * θ + left * turn, (left + right - 2 * s) * turn,
      2 * right * θ + 2 * s * turn - 2 * left * (1 - θ))
    let ofS = chain(θ * θ, 1 - 2 * product, 2 * product) + l * 2 / s
    return (
      x: ofθ / width, y: g, width: -(ofθ * θ + ofS * s) / width,
      height: g * n / d + ofS / width, left: chain(product, product, (1 - θ) * (1 - θ)),
      right: chain(0, product, θ * θ)
    )
  }
}
