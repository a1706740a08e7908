import Foundation

/// Redshifts in equal steps of ζ = ln(1 + z): on a logarithmic grid of wavelengths a redshift is a
/// shift by ζ.
struct RedshiftGrid: Sendable {
  /// ζ of the first step: stars come towards us as well.
  static let first = -0.01
  let step: Double
  let count: Int

  init(step: Double, maximumRedshift: Double) {
    self.step = step
    count = Int(((log1p(maximumRedshift) - Self.first) / step).rounded(.up)) + 1
  }

  func redshift(at place: Double) -> Double { expm1(Self.first + step * place) }

  /// Where a redshift lies, as a fraction between steps.
  func place(of redshift: Double) -> Double { (log1p(redshift) - Self.first) / step }

  /// The two steps around a redshift and their shares; `nil` beyond the grid.
  func shares(of redshift: Double) -> [(step: Int, share: Float)]? {
    let place = place(of: redshift)
    guard place >= 0, place <= Double(count - 1) else { return nil }
    let low = min(Int(place), count - 2)
    let part = Float(place - Double(low))
    return [(low, 1 - part), (low + 1, part)]
  }
}
