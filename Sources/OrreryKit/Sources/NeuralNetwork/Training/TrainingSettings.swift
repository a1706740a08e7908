public import TensorCore

/// How long to train, and what counts as better.
public struct TrainingSettings: Sendable {
  /// The score that chooses the best epoch.
  @frozen
  public enum Monitor: String, Sendable, Codable, CaseIterable {
    case loss, accuracy, balancedAccuracy = "balanced-accuracy"
    /// The latest epoch, for losses that do not say what is better (a GAN's).
    case last
  }

  public var epochs: Int
  /// Of dropout; the loaders have theirs.
  public var seed: UInt64
  /// Of the validation, or of the training where there is none.
  public var monitor: Monitor
  /// Chooses the best epoch in place of `monitor`; an epoch without it is never the best.
  public var figure: MonitoredFigure?
  /// Epochs without improvement after which training ends; `nil` for never.
  public var patience: Int?
  /// Longest gradient; `nil` for any.
  public var gradientLimit: Double?
  /// Decay of the moving average of the weights, which is then validated and kept; `nil` for none.
  public var averageDecay: Double?
  /// Batches whose gradients are summed for one step of the optimiser, the last one of an epoch of
  /// what is left.
  ///
  /// For a loss that is the mean over its objects the step is that of one large batch, but
  /// normalisations see the small ones.
  public var accumulation: Int
  /// Of the products of a step, forward and back: mixed precision with `bfloat16`. Weights and
  /// optimiser stay Float32, and so does the validation: a model is judged as it will be used.
  public var precision: Precision
  /// A digest of all else that decides the training: the recipe, the data. A checkpoint of another
  /// one is refused.
  public var configuration: String

  public init(
    epochs: Int, seed: UInt64 = 0, monitor: Monitor = .loss, patience: Int? = nil,
    gradientLimit: Double? = nil, averageDecay: Double? = nil, accumulation: Int = 1,
    precision: Precision = .float32, configuration: String = ""
  ) {
    precondition(accumulation >= 1, "TrainingSettings: accumulation of \(accumulation) batches")
    self.epochs = epochs
    self.seed = seed
    self.monitor = monitor
    self.patience = patience
    self.gradientLimit = gradientLimit
    self.averageDecay = averageDecay
    self.accumulation = accumulation
    self.precision = precision
    self.configuration = configuration
  }

  /// The score as a number that falls; infinite where it is not a number.
  func score(_ scores: Scores, epoch: Int) -> Double {
    if let figure {
      let value = scores.metrics[figure.name] ?? .nan
      return value.isNaN ? .infinity : figure.isBetterWhenLower ? value : -value
    }
    let value =
      switch monitor {
      case .loss: scores.loss
      case .accuracy: -(scores.accuracy ?? .nan)
      case .balancedAccuracy: -(scores.balancedAccuracy ?? .nan)
      case .last: -Double(epoch)
      }
    return value.isNaN ? .infinity : value
  }
}
