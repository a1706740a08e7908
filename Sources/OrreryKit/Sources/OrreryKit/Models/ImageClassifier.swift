/// A classifier of images: the author writes `logits`, the rest follows.
public protocol ImageClassifier: Architecture {
  /// - Parameters:
  ///   - images: `[N, channels, height, width]`, finite.
  ///   - pass: whether weights are learned (dropout, batch statistics), and random numbers.
  /// - Returns: `[N, classes]`, not normalised.
  func logits(_ images: Tensor, _ pass: inout Pass) -> Tensor
}
