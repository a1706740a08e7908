/// How a model's answers are made honest, fitted on the validation part: a part of its card.
public struct Calibration: Sendable, Codable, Equatable {
  /// Probabilities become p^(1/T) / Σ p^(1/T), the softmax of logits / T (Guo et al. 2017,
  /// arXiv:1706.04599); 1 changes nothing.
  public var temperature: Double

  /// Sets of classes that hold the true one with a stated probability; `nil` without classes.
  public var conformal: ConformalClassifier?
  /// How far features may lie from those of the training; `nil` where the model tells none.
  public var distance: FeatureDistance?

  public init(
    temperature: Double = 1, conformal: ConformalClassifier? = nil,
    distance: FeatureDistance? = nil
  ) {
    self.temperature = temperature
    self.conformal = conformal
    self.distance = distance
  }
}
