import OrreryKit

extension ModelLibrary {
  /// The layers of a classifier of images at work on one image of its card's size; `nil` for other
  /// architectures, whose inputs are not one tensor.
  /// - Throws: `DataError` for a card that cannot be used, `Settings.Failure` where configuration and
  ///   card do not go together.
  public func summary(of entry: ModelEntry) throws -> ModuleSummary? {
    guard let type = registry.architectures[entry.architecture]?.value as? any ImageClassifier.Type
    else { return nil }
    return try summary(type, try card(of: entry))
  }

  private func summary<A: ImageClassifier>(
    _ type: A.Type, _ card: ModelCard
  ) throws -> ModuleSummary {
    let keys = Settings.keys(recorded: card.configuration) ?? [:]
    let configuration = try Settings.decode(keys, over: A.defaults, settings: A.info.settings)
    // Shapes and counts do not depend on the weights.
    var random = RandomStream(seed: 0)
    let model = try A(configuration, specification: card.specification, random: &random)
    let anySize = [64, 64]
    let size = card.specification.shape.isEmpty ? anySize : card.specification.shape
    return model.module.summary(input: [1, card.specification.channels] + size) {
      _ = model.logits($0, &$1)
    }
  }
}
