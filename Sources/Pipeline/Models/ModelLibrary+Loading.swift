import ONNX
import OrreryKit

extension ModelLibrary {
  /// Builds the architecture of a plan's model and fills it with its weights.
  /// - Throws: `DataError` where the weights are not this architecture's,
  ///   `Settings.Failure` where the configuration and the card do not go together.
  public func load(_ model: PlannedModel) throws -> LoadedModel {
    guard let entry = registry.architectures[model.entry.architecture] else {
      throw DataError(.missing, "no architecture '\(model.entry.architecture)'")
    }
    var loaded = try load(entry.value, model)
    loaded.entry = model.entry
    loaded.dropoutSamples = model.dropoutSamples
    loaded.members = try model.ensemble.map(load)
    return loaded
  }

  private func load<A: Architecture>(_ type: A.Type, _ model: PlannedModel) throws -> LoadedModel {
    let keys = Settings.keys(recorded: model.configuration) ?? [:]
    let configuration = try Settings.decode(keys, over: A.defaults, settings: A.info.settings)
    if let configuration = configuration as? ONNXConfiguration {
      return LoadedModel(
        architecture: try network(configuration, model), card: model.card, digest: model.digest)
    }
    // Every fresh weight is replaced below.
    var random = RandomStream(seed: 0)
    let architecture = try A(
      configuration, specification: model.card.specification, random: &random)
    let file = try Safetensors(reading: model.entry.weights)
    do {
      _ = try architecture.module.load(file.tensors)
    } catch let error as DataError {
      throw DataError(error.code, error.reason, file: model.entry.weights)
    }
    if let (name, count) = file.nonFinite.min(by: { $0.key < $1.key }) {
      throw DataError(
        .damaged, "\(count) weights of '\(name)' are NaN or infinite", file: model.entry.weights)
    }
    return LoadedModel(architecture: architecture, card: model.card, digest: model.digest)
  }

  /// A network whose graph stands in its file with its weights.
  private func network(
    _ configuration: ONNXConfiguration, _ model: PlannedModel
  ) throws -> ONNXModel {
    do {
      return try ONNXModel(
        configuration, specification: model.card.specification,
        file: ONNXFile(reading: model.entry.weights))
    } catch let error as DataError {
      throw DataError(error.code, error.reason, file: model.entry.weights)
    }
  }
}
