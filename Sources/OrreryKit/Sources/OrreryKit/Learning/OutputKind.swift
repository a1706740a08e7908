/// What the numbers are that a network gives: which losses and metrics go with it.
@frozen
public enum OutputKind: String, Sendable, Codable, CaseIterable {
  /// One of several classes, by logits along axis 1 that a softmax turns into probabilities.
  case classes
  /// Whether something is there, by logits that a sigmoid turns into probabilities, each alone.
  case presence
  /// Numbers as they are: redshifts, pixels of a restored image.
  case values
}
