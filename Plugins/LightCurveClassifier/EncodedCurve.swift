import OrreryKit

/// What the network sees of one light curve.
struct EncodedCurve: Sendable {
  /// `CurveEncoder.stepWidth` numbers for each step, finite.
  var steps: [Float] = []
  var count = 0
  /// Numbers about the whole, finite.
  var facts: [Float] = []
  var flags: [ObjectFlag]
  /// False where nothing can be said.
  var isUsable = false

  /// A number that no outlier makes large, 0 in place of one that is not finite.
  static func tamed(_ value: Double) -> Float {
    value.isFinite ? Float(min(max(value, -30), 30)) : 0
  }
}

extension ObjectFlag {
  /// A single point is no light curve: no prediction is made.
  static let tooFewPoints = ObjectFlag(rawValue: "too-few-points")
  /// Only a part of the points was looked at, evenly in time.
  static let thinned = ObjectFlag(rawValue: "thinned")
}
