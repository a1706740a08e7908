/// How a model's answers are made honest, fitted on the validation part: a part of its card.
public struct Calibration: Sendable, Codable, Equatable {
  /// Probabilities become p^(1/T) / Σ p^(1/T), the softmax of logits / T (Guo et al. 2017,
  /// arXiv:1706.04599); 1 changes nothing.
  public var temperature: Double

  public init(temperature: Double = 1) {
    self.temperature = temperature
  }
}
