/// How a model's answers are made honest, fitted on the validation part: a part of its card.
public struct Calibration: Sendable, Codable, Equatable {
  /// Probabilities become p^(1/T) e^b / Σ p^(1/T) e^b, the softmax of logits / T + b (Guo et al. 2017,
  /// arXiv:1706.04599); 1 changes nothing.
  public var temperature: Double
  /// b for each class (Alexandari et al. 2020, arXiv:1901.06852); `nil` for none.
  public var offsets: [Double]?
  /// Share of each class among the objects that the probabilities are meant for; `nil` in cards of
  /// before this was told: the shares of the training's data.
  public var prior: [Double]?

  /// Sets of classes that hold the true one with a stated probability; `nil` without classes.
  public var conformal: ConformalClassifier?
  /// How far features may lie from those of the training; `nil` where the model tells none.
  public var distance: FeatureDistance?

  public init(
    temperature: Double = 1, offsets: [Double]? = nil, prior: [Double]? = nil,
    conformal: ConformalClassifier? = nil, distance: FeatureDistance? = nil
  ) {
    self.temperature = temperature
    self.offsets = offsets
    self.prior = prior
    self.conformal = conformal
    self.distance = distance
  }
}
