/// What a model says of a part of the data beside what is true of it: what metrics are made of.
///
/// A row is an object, or a pixel of a map. Rows count alike: the class shares that a recipe states do
/// not weigh them, and what must not count is not among them.
public struct ScoredRows: Sendable {
  public let kind: OutputKind
  /// Probabilities of classes or of presence, or values: `[P, C]`.
  public let predicted: Tensor
  /// `[P, C]`; NaN where one of several values of a row is unknown.
  public let truth: Tensor
  /// Names along C, of classes; empty of other kinds.
  public let classes: [String]

  /// - Precondition: both `[P, C]`, a name for each class.
  public init(_ kind: OutputKind, predicted: Tensor, truth: Tensor, classes: [String] = []) {
    precondition(
      predicted.rank == 2 && predicted.shape == truth.shape
        && (kind != .classes || classes.count == predicted.shape[1]),
      "ScoredRows: predicted \(predicted.shape), truth \(truth.shape), \(classes.count) classes")
    self.kind = kind
    self.predicted = predicted
    self.truth = truth
    self.classes = classes
  }

  public var count: Int { predicted.shape[0] }

  /// The most probable true class of each row.
  public var labels: [Int] { truth.likeliest }
}
