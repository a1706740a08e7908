/// What a network gives beside what it should give: what a loss is made of.
///
/// | kind | output | target | weights |
/// |---|---|---|---|
/// | `classes` | logits `[N, C]` or `[N, C, …]` | probabilities, alike | `[N, …]`, one for each place |
/// | `presence` | logits `[N, C, …]` | 0 to 1, alike | alike |
/// | `values` | numbers `[N, C, …]` | alike | alike |
///
/// A weight of 0 leaves a place out, whatever stands there, NaN too. Targets are constants.
public struct Comparison: Sendable {
  public let kind: OutputKind
  /// As the network gives it: logits are not normalised.
  public var output: Tensor
  public var target: Tensor
  /// Not negative; `nil` where every place counts alike.
  public var weights: Tensor?
  /// How much each class counts, where the recipe asks for it; `nil` where all count alike.
  public var classWeights: [Float]?

  /// - Precondition: shapes as in the table.
  public init(
    _ kind: OutputKind, output: Tensor, target: Tensor, weights: Tensor? = nil,
    classWeights: [Float]? = nil
  ) {
    var places = output.shape
    if kind == .classes, places.count >= 2 { places.remove(at: 1) }
    precondition(
      output.rank >= 2 && output.shape == target.shape && weights?.shape ?? places == places
        && classWeights?.count ?? output.shape[1] == output.shape[1],
      "Comparison: output \(output.shape), target \(target.shape), weights "
        + "\(weights?.shape ?? places), \(classWeights?.count ?? 0) class weights")
    self.kind = kind
    self.output = output
    self.target = target
    self.weights = weights
    self.classWeights = classWeights
  }

  /// The loss where a recipe names none: cross-entropy of classes and of presence, the mean squared
  /// error of values.
  public var standardLoss: Tensor {
    switch kind {
    case .classes:
      CrossEntropy(classWeights: classWeights)(
        output, probabilities: target, weights: weights?.scalars)
    case .presence: BinaryCrossEntropy()(output, target, weights: weights)
    case .values: MeanSquaredError()(output, target, weights: weights)
    }
  }
}

extension StepOutcome {
  /// What training is told of a comparison; of classes that all count, how many are right too.
  public init(_ comparison: Comparison, loss: Tensor) {
    let output = comparison.output
    guard comparison.kind == .classes, comparison.weights == nil else {
      self.init(loss: loss, count: output.shape[0])
      return
    }
    self.init(
      loss: loss, count: output.shape[0], logits: output, labels: comparison.target.likeliest)
  }
}

extension Tensor {
  /// The place of the highest value along axis 1, of each place of `[N, …]`; the first of equals.
  var likeliest: [Int] {
    let classes = shape[1]
    let places = shape.dropFirst(2).reduce(1, *)
    return withUnsafeBufferPointer { values in
      (0..<shape[0] * places).map { position in
        let start = position / places * classes * places + position % places
        var best = 0
        for k in 0..<classes where values[start + k * places] > values[start + best * places] {
          best = k
        }
        return best
      }
    }
  }
}
