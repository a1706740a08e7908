import OrreryKit

/// A model with its weights in memory, ready to predict.
public struct LoadedModel: Sendable {
  public let architecture: any Architecture
  public let card: ModelCard
  /// SHA-256 of the weights file.
  public let digest: String
}
