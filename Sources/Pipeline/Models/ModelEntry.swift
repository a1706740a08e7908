/// One set of weights and its card, found on disk.
public struct ModelEntry: Sendable, Equatable, Codable {
  public var architecture: String
  /// `simulated`, `galaxy-zoo`: the files' name without the ending.
  public var name: String
  /// Path of the safetensors file.
  public var weights: String
  /// Path of the JSON file beside it.
  public var card: String

  /// Path of the file beside it with objects that it was trained on; it need not be there.
  public var examples: String { ModelLibrary.stem(weights) + ModelLibrary.examplesEnding }
}
