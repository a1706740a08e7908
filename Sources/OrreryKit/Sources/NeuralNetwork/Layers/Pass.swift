public import TensorCore

/// One forward pass: whether it trains, and the random numbers that dropout takes.
public struct Pass: Sendable {
  /// True while weights are learned: dropout drops, normalisations use and track the batch.
  public let isTraining: Bool
  public var random: RandomStream

  /// A pass that trains.
  public static func training(_ random: RandomStream) -> Pass {
    Pass(isTraining: true, random: random)
  }

  /// A pass that predicts: the same output for the same input.
  public static var inference: Pass { Pass(isTraining: false, random: RandomStream(seed: 0)) }

  /// A pass that predicts with dropout, for the spread of its answers (Gal & Ghahramani 2016,
  /// arXiv:1506.02142): layers that look at `isDropping` drop, normalisations do not train.
  public static func sampling(_ random: RandomStream) -> Pass {
    var pass = Pass(isTraining: false, random: random)
    pass.isDropping = true
    return pass
  }

  /// Whether dropout drops.
  public private(set) var isDropping: Bool

  private init(isTraining: Bool, random: RandomStream) {
    self.isTraining = isTraining
    self.random = random
    isDropping = isTraining
  }
}
