/// What a model takes and gives: the part of its card that its layers depend on.
public struct ModelSpecification: Sendable, Codable, Equatable {
  /// Kind of data it takes.
  public var input: DataKind
  /// Channels of an image, bands of a light curve, columns of a row, 1 for a spectrum.
  public var channels: Int
  /// Their names where they matter; empty otherwise.
  public var bands: [String]
  /// Pixels `[height, width]` of an image, `[length]` of a series; empty where any size goes.
  public var shape: [Int]
  /// Classes in the order of the logits; empty for models that do not classify.
  public var classes: [String]

  public init(
    input: DataKind, channels: Int, bands: [String] = [], shape: [Int], classes: [String] = []
  ) {
    self.input = input
    self.channels = channels
    self.bands = bands
    self.shape = shape
    self.classes = classes
  }
}
