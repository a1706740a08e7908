import OrreryKit

/// The way back through the preparation of a card: the last stages are undone as far as they can be.
struct PreparationUndo: Sendable {
  /// In the order in which they are undone.
  let stages: [any InvertibleStage]
  /// Names of the stages that were undone.
  var undone: [String] { stages.map { type(of: $0).info.name } }
  /// Names of the stages that stand between an object and what a telescope would give, the last one
  /// first; empty where all were undone.
  let remaining: [String]

  /// - Throws: `Settings.Failure` where the card has settings that a stage does not take.
  init(_ records: [ModelCard.StageRecord], registry: Registry) throws {
    var stages: [any InvertibleStage] = []
    var left = records
    while let record = left.last {
      guard let type = registry.stages[record.name]?.value,
        let stage = try Settings.stage(type, recorded: record.settings) as? any InvertibleStage,
        stage.isInvertible
      else { break }
      stages.append(stage)
      left.removeLast()
    }
    self.stages = stages
    remaining = left.reversed().map(\.name)
  }

  func callAsFunction(_ object: SkyObject) throws -> SkyObject {
    try stages.reduce(object) { try $1.undone($0) }
  }
}
