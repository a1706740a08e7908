import OrreryKit

/// The model of a plan: which weights, what their card says, how they are run.
public struct PlannedModel: Sendable, Codable {
  public var entry: ModelEntry
  public var card: ModelCard
  /// SHA-256 of the weights file.
  public var digest: String
  /// Configuration of the architecture (Swift property names), the description's keys over the
  /// card's.
  public var configuration: JSONValue
  /// Objects predicted at once.
  public var batch: Int
  /// Further weights whose class probabilities are averaged with these.
  public var ensemble: [PlannedModel] = []
  /// Class shares that the description states; `nil` for those of the card.
  public var prior: [Double]?
  /// Passes with dropout that are averaged; 0 for one without.
  public var dropoutSamples = 0

  public init(
    entry: ModelEntry, card: ModelCard, digest: String, configuration: JSONValue, batch: Int
  ) {
    self.entry = entry
    self.card = card
    self.digest = digest
    self.configuration = configuration
    self.batch = batch
  }

  /// What of it decides the answers.
  var digestValue: JSONValue {
    var parts: [String: JSONValue] = [
      "architecture": .string(entry.architecture), "name": .string(entry.name),
      "weights": .string(digest), "configuration": configuration,
      // Classes, shapes and calibration.
      "card": (try? Settings.encode(card)) ?? .null,
    ]
    if !ensemble.isEmpty { parts["ensemble"] = .array(ensemble.map(\.digestValue)) }
    if dropoutSamples > 0 { parts["dropout-samples"] = .integer(Int64(dropoutSamples)) }
    return .object(parts)
  }
}
