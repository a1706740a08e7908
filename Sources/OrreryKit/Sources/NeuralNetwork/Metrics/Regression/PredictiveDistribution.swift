/// What a model says of a number it does not know exactly.
public protocol PredictiveDistribution: Sendable {
  /// Probability per unit.
  func density(_ value: Double) -> Double
  /// Probability of at most `value`.
  func cumulative(_ value: Double) -> Double
  /// Continuous ranked probability score ∫ (F(x) - 1[x ≥ truth])² dx, in the unit of the number: the
  /// mean absolute error for a forecast without spread (Gneiting & Raftery 2007, JASA 102, 359).
  func rankedProbabilityScore(_ truth: Double) -> Double
}
