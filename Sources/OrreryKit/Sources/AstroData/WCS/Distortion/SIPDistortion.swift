/// Simple Imaging Polynomial: a shift of pixel coordinates (Shupe et al. 2005, ASPC 347, 491).
///
/// With u = x - CRPIX1, v = y - CRPIX2: x' = u + Σ A_pq u^p v^q, y' = v + Σ B_pq u^p v^q.
/// The inverse is found by Newton's method from the forward polynomial; AP and BP, which only
/// approximate it, are carried but not used.
struct SIPDistortion: Sendable, Equatable, Codable {
  /// One polynomial: `coefficients[p][q]`.
  struct Polynomial: Sendable, Equatable, Codable {
    var order: Int
    /// Row `p`, column `q`, side `order + 1`.
    var coefficients: [Double]

    subscript(p: Int, q: Int) -> Double {
      get { coefficients[p * (order + 1) + q] }
      set { coefficients[p * (order + 1) + q] = newValue }
    }

    init(order: Int) {
      self.order = order
      coefficients = [Double](repeating: 0, count: (order + 1) * (order + 1))
    }

    /// Value and both derivatives by Horner's scheme.
    func evaluate(_ u: Double, _ v: Double) -> (value: Double, du: Double, dv: Double) {
      var (value, du, dv) = (0.0, 0.0, 0.0)
      for p in stride(from: order, through: 0, by: -1) {
        var (inner, innerV) = (0.0, 0.0)
        for q in stride(from: order - p, through: 0, by: -1) {
          innerV = innerV * v + inner
          inner = inner * v + self[p, q]
        }
        du = du * u + value
        value = value * u + inner
        dv = dv * u + innerV
      }
      return (value, du, dv)
    }

    /// The same shift measured in pixels of `x` by `y` old ones; `axis` 0 shifts x, 1 shifts y.
    func scaled(x: Double, y: Double, axis: Int) -> Polynomial {
      var result = self
      var powerX = 1.0
      for p in 0...order {
        var powerY = 1.0
        for q in 0...order {
          result[p, q] *= powerX * powerY / (axis == 0 ? x : y)
          powerY *= y
        }
        powerX *= x
      }
      return result
    }
  }

  var a: Polynomial
  var b: Polynomial
  var ap: Polynomial?
  var bp: Polynomial?

  func forward(_ u: Double, _ v: Double) -> (u: Double, v: Double) {
    (u + a.evaluate(u, v).value, v + b.evaluate(u, v).value)
  }

  /// The pixel offset whose forward image is (`x`, `y`); `nil` where the iteration does not settle.
  func inverse(_ x: Double, _ y: Double) -> (u: Double, v: Double)? {
    var (u, v) = (x, y)
    // A step below this is rounding: 1e-12 of the coordinate.
    let tolerance = 1e-12 * max(1, abs(x), abs(y))
    for _ in 0..<30 {
      let f = a.evaluate(u, v)
      let g = b.evaluate(u, v)
      let (ru, rv) = (u + f.value - x, v + g.value - y)
      let determinant = (1 + f.du) * (1 + g.dv) - f.dv * g.du
      guard determinant.isFinite, determinant != 0 else { return nil }
      let du = (ru * (1 + g.dv) - rv * f.dv) / determinant
      let dv = (rv * (1 + f.du) - ru * g.du) / determinant
      u -= du
      v -= dv
      guard u.isFinite, v.isFinite else { return nil }
      if abs(du) <= tolerance && abs(dv) <= tolerance { return (u, v) }
    }
    return nil
  }

  /// The same distortion in pixels of `x` by `y` old ones: A'_pq = A_pq x^p y^q / x.
  func scaled(x: Double, y: Double) -> SIPDistortion {
    SIPDistortion(
      a: a.scaled(x: x, y: y, axis: 0), b: b.scaled(x: x, y: y, axis: 1),
      ap: ap?.scaled(x: x, y: y, axis: 0), bp: bp?.scaled(x: x, y: y, axis: 1))
  }
}
