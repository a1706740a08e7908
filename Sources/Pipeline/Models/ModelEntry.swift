/// One set of weights and its card, found on disk.
public struct ModelEntry: Sendable, Equatable {
  public var architecture: String
  /// `simulated`, `galaxy-zoo`: the files' name without the ending.
  public var name: String
  /// Path of the safetensors file.
  public var weights: String
  /// Path of the JSON file beside it.
  public var card: String
}
