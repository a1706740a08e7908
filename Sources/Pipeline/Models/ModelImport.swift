import Foundation
import ONNX
import OrreryKit

/// Brings weights from elsewhere: a network in the ONNX format, or a PyTorch state dictionary for an
/// architecture that is plugged in. What is missing beside them is the card, which this makes.
public struct ModelImport: Sendable {
  /// What the model takes and gives.
  public var specification: ModelSpecification
  /// Of the architecture, YAML spelling.
  public var configuration: [String: JSONValue] = [:]
  /// What its inputs must pass, in order.
  public var stages: [ModelCard.StageRecord] = []
  public var summary = ""
  /// Day to write in the card, `2026-11-21`.
  public var date: String
  /// What makes the card again.
  public var command = ""

  public init(_ specification: ModelSpecification, date: String) {
    self.specification = specification
    self.date = date
  }

  /// The stages of a pipeline or recipe, with all their settings.
  /// - Throws: `Problems` where they cannot be used.
  public static func stages(
    ofDescription file: String, registry: Registry
  ) throws -> [ModelCard.StageRecord] {
    let problems = ProblemList()
    let node = try YAMLReader.read(file: file)
    let reader = StageReader(registry: registry, problems: problems)
    let stages = node["stages"].map { reader.read($0, ["stages"]) } ?? []
    try problems.throwIfAny()
    return stages.map { ModelCard.StageRecord(name: $0.name, settings: $0.settings) }
  }

  /// The card of a network in the ONNX format.
  /// - Throws: `DataError`, `Settings.Failure` where graph and specification do not go together.
  public func card(ofNetwork path: String, name: String) throws -> ModelCard {
    let configuration = try Settings.decode(
      configuration, over: ONNXModel.defaults, settings: ONNXModel.info.settings)
    let model: ONNXModel
    do {
      model = try ONNXModel(
        configuration, specification: specification, file: ONNXFile(reading: path))
    } catch let error as DataError {
      throw DataError(error.code, error.reason, file: path)
    }
    return card(
      of: type(of: model).info.name, name: name, settings: try Settings.encode(configuration))
  }

  /// Weights under this model's names, and their card.
  ///
  /// - Parameters:
  ///   - weights: a safetensors file of a state dictionary.
  ///   - names: beginnings of names there and here, `backbone.` to `body.`; the longest counts. One
  ///     to `-` leaves its tensors out.
  /// - Throws: `DataError.mismatch` with the names and shapes that do not fit.
  public func model(
    _ architecture: any Architecture.Type, weights path: String, names: [String: String],
    name: String
  ) throws -> (weights: Safetensors, card: ModelCard) {
    func open<A: Architecture>(_ type: A.Type) throws -> (Safetensors, ModelCard) {
      let configuration = try Settings.decode(
        configuration, over: A.defaults, settings: A.info.settings)
      var random = RandomStream(seed: 0)
      let model = try A(configuration, specification: specification, random: &random)
      let file = try Safetensors(reading: path)
      do {
        _ = try model.module.load(try Self.renamed(file.tensors, by: names))
      } catch let error as DataError {
        throw DataError(error.code, error.reason, file: path)
      }
      let card = card(
        of: A.info.name, name: name, settings: try Settings.encode(configuration))
      return (Safetensors(model.module.stateDictionary(), metadata: file.metadata), card)
    }
    return try open(architecture)
  }

  /// - Throws: `DataError.mismatch` where two tensors become one.
  static func renamed(
    _ state: StateDictionary, by names: [String: String]
  ) throws -> StateDictionary {
    let beginnings = names.keys.sorted { ($1.count, $0) < ($0.count, $1) }
    var result = StateDictionary()
    for (name, tensor) in state.sorted(by: { $0.key < $1.key }) {
      var own = name
      if let beginning = beginnings.first(where: { name.hasPrefix($0) }) {
        let replacement = names[beginning] ?? ""
        if replacement == "-" { continue }
        own = replacement + name.dropFirst(beginning.count)
      }
      guard result.updateValue(tensor, forKey: own) == nil else {
        throw DataError(.mismatch, "two tensors become '\(own)'")
      }
    }
    return result
  }

  private func card(of architecture: String, name: String, settings: JSONValue) -> ModelCard {
    ModelCard(
      architecture: architecture, name: name, summary: summary, configuration: settings,
      specification: specification, stages: stages,
      training: ModelCard.Training(
        data: "not trained here", objects: [:], seed: 0, epochs: 0, date: date, recipe: ""),
      metrics: [:], command: command)
  }
}
