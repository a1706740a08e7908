/// A classifier of images: the author writes `logits`, the rest follows.
public protocol ImageClassifier: Architecture {
  /// - Parameters:
  ///   - images: `[N, channels, height, width]`, finite.
  ///   - training: true while weights are learned (dropout, batch statistics).
  ///   - random: for dropout.
  /// - Returns: `[N, classes]`, not normalised.
  func logits(_ images: Tensor, training: Bool, random: inout RandomStream) -> Tensor
}
