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

  /// A pass that measures the running statistics of normalisations anew: they use the batch and keep
  /// the plain mean over all batches; dropout does not drop, as in prediction.
  public static var measuring: Pass {
    var pass = Pass(isTraining: true, random: RandomStream(seed: 0))
    pass.isDropping = false
    pass.isMeasuring = true
    return pass
  }

  /// Whether dropout drops.
  public private(set) var isDropping: Bool
  /// Whether normalisations count all batches alike in their running statistics.
  public private(set) var isMeasuring = false
  /// Notes what layers do, for `summary`; `nil` otherwise.
  var recorder: LayerRecorder?

  private init(isTraining: Bool, random: RandomStream) {
    self.isTraining = isTraining
    self.random = random
    isDropping = isTraining
  }

  /// A pass that predicts and notes what layers do.
  static func recording(_ recorder: LayerRecorder) -> Pass {
    var pass = Pass.inference
    pass.recorder = recorder
    return pass
  }

  /// Whether layers must run one by one, each telling what it did, because a summary is made.
  public var isRecording: Bool { recorder != nil }

  /// Tells what a layer did, where a summary is made. A `PureLayer` does so by itself; other layers
  /// that are no mere containers call it at their end.
  /// - Parameter work: what it did, where that is not its `work(from:to:)`.
  public func record(
    _ layer: some Layer, from input: Tensor, to output: Tensor, work: LayerWork? = nil
  ) {
    recorder?.add(layer, from: input, to: output, work)
  }
}
