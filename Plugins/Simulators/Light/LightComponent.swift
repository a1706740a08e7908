import Foundation

/// One elliptical Gaussian of light before the point spread function; pixels from the object's
/// centre.
struct LightComponent: Sendable {
  /// Flux in the reference band; negative where dust takes light away.
  var flux: Double
  var x: Double
  var y: Double
  /// Second moments in pixels².
  var xx: Double
  var xy: Double
  var yy: Double
  var population: Population

  init(
    flux: Double, x: Double = 0, y: Double = 0, xx: Double = 0, xy: Double = 0, yy: Double = 0,
    _ population: Population
  ) {
    self.flux = flux
    self.x = x
    self.y = y
    self.xx = xx
    self.xy = xy
    self.yy = yy
    self.population = population
  }

  /// An ellipse with standard deviations `major`, `minor` and an angle from +x towards +y.
  init(
    flux: Double, x: Double = 0, y: Double = 0, major: Double, minor: Double, angle: Double,
    _ population: Population
  ) {
    let c = cos(angle), s = sin(angle)
    let a = major * major, b = minor * minor
    self.init(
      flux: flux, x: x, y: y, xx: a * c * c + b * s * s, xy: (a - b) * c * s,
      yy: a * s * s + b * c * c, population)
  }

  /// The component seen through the linear map (x, y) → (a x + b y, c x + d y).
  func mapped(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> LightComponent {
    LightComponent(
      flux: flux, x: a * x + b * y, y: c * x + d * y,
      xx: a * a * xx + 2 * a * b * xy + b * b * yy,
      xy: a * c * xx + (a * d + b * c) * xy + b * d * yy,
      yy: c * c * xx + 2 * c * d * xy + d * d * yy, population)
  }

  func moved(x dx: Double, y dy: Double) -> LightComponent {
    var result = self
    result.x += dx
    result.y += dy
    return result
  }
}
