import Foundation
import OrreryKit

/// The files of one trained model: weights, card, record of the training, checkpoint.
public struct ModelStore: Sendable {
  public let folder: String
  public let name: String

  public init(folder: String, name: String) {
    self.folder = folder
    self.name = name
  }

  /// Of weights that were found.
  public init(_ entry: ModelEntry) {
    let url = URL(fileURLWithPath: entry.weights)
    folder = url.deletingLastPathComponent().path
    name = url.deletingPathExtension().lastPathComponent
  }

  public var weights: String { "\(folder)/\(name).safetensors" }
  public var card: String { "\(folder)/\(name).json" }
  public var examples: String { "\(folder)/\(name)\(ModelLibrary.examplesEnding)" }
  public var record: String { "\(folder)/\(name)-training.json" }
  public var rates: String { "\(folder)/\(name)-learning-rate.png" }
  public var figure: String { "\(folder)/\(name)-training.png" }
  public var checkpoint: String { "\(folder)/\(name)-checkpoint.safetensors" }

  /// Makes the folder.
  /// - Throws: `DataError.unwritable`.
  public func create() throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch { throw DataError(.unwritable, "the folder cannot be made", file: folder) }
  }

  /// Removes the checkpoint and the one before it.
  public func removeCheckpoint() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for file in names where file.hasPrefix("\(name)-checkpoint.") {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(file)")
    }
  }

  /// The card of weights that this very recipe made from this seed; `nil` where there are none.
  public func card(madeBy recipe: TrainingRecipe) -> ModelCard? {
    guard FileManager.default.fileExists(atPath: weights),
      let text = FileManager.default.contents(atPath: card),
      let card = try? JSONDecoder().decode(ModelCard.self, from: text),
      card.training.recipe == recipe.digest, card.training.seed == recipe.seed
    else { return nil }
    return card
  }

  /// Writes examples of the training of the weights that are there.
  /// - Throws: `DataError`.
  public func write(_ examples: TrainingExamples) throws {
    try examples.file(weights: SHA256.hexadecimal(ofFile: weights)).write(to: self.examples)
  }

  /// Writes a card anew.
  public func write(_ card: ModelCard) throws { try write(text(card), to: self.card) }

  /// Writes weights, card, examples and record, each whole or not at all.
  public func write(_ outcome: ModelTraining.Outcome) throws {
    // Those of the weights before would be of a model that is gone.
    try? FileManager.default.removeItem(atPath: examples)
    try outcome.weights.write(to: weights)
    if let examples = outcome.examples { try write(examples) }
    try write(text(outcome.card), to: card)
    let record = Record(
      history: outcome.history, test: outcome.test?.confusion,
      classes: outcome.card.specification.classes)
    try write(text(record), to: self.record)
  }

  private struct Record: Codable {
    var history: [EpochRecord]
    /// Rows are true classes, columns predicted ones.
    var test: ConfusionMatrix?
    var classes: [String]
  }

  /// JSON, keys in order.
  public func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private func write(_ text: String, to path: String) throws {
    do {
      try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch { throw DataError(.unwritable, "\(error.localizedDescription)", file: path) }
  }
}
