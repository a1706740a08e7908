import OrreryKit

/// How a kind of variable star changes, in magnitudes.
protocol VariableShape: Sendable {
  /// Days; NaN where nothing repeats.
  var period: Double { get }
  /// Time of largest light of a pulsation or explosion, of the deeper minimum of an eclipse; NaN
  /// for what is constant.
  var epoch: Double { get }
  /// A finer class: `ab`, `c`, `detached`; empty where there is none.
  var subclass: String { get }
  /// Magnitudes fainter than the mean (explosions: than the largest light); infinite where there is
  /// no light.
  func magnitude(at time: Double, in band: PhotometricBand) -> Double
}

extension VariableShape {
  /// Phase from 0 to 1 at a time.
  func phase(_ time: Double) -> Double {
    let turns = (time - epoch) / period
    return turns - turns.rounded(.down)
  }
}
