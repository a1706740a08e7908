import OrreryKit

/// Holds the stages of a plan against those that a model saw in training.
///
/// The plan must end with the card's stages and settings; before them only preparation may come
/// (finding and cutting out what training had as stamps).
struct StageMatch {
  let card: ModelCard
  let weights: String

  /// Gives each stage that still lacks fitted statistics the settings of its record; what the
  /// description sets itself stays, for `problems` to compare.
  func fill(_ stages: inout [PlannedStage]) {
    let offset = stages.count - card.stages.count
    for (index, record) in card.stages.enumerated() {
      let place = offset + index
      guard stages.indices.contains(place), stages[place].name == record.name,
        let fitted = stages[place].stage as? any FittedStage, !fitted.isFitted,
        let filled = try? Self.decode(fitted, merge(record.settings, stages[place]))
      else { continue }
      stages[place].stage = filled.stage
      stages[place].settings = filled.settings
    }
  }

  /// What differs; empty where the model sees what it saw in training.
  func problems(_ stages: [PlannedStage], modelPlace: Place) -> [Problem] {
    let names = stages.map(\.name)
    let recorded = card.stages.map(\.name)
    let offset = names.count - recorded.count
    guard offset >= 0, Array(names[offset...]) == recorded else {
      let tail = names.suffix(max(recorded.count, 1)).joined(separator: ", ")
      return [
        Problem(
          modelPlace, ["model"],
          "weights '\(weights)' were trained behind the stages \(list(recorded)); "
            + "the pipeline ends with \(tail.isEmpty ? "none" : tail)")
      ]
    }
    var result: [Problem] = []
    for stage in stages[..<offset] where stage.info.category != .preparation {
      result.append(
        Problem(
          stage.place, ["stages", stage.name],
          "weights '\(weights)' were trained without it; only preparation may come before "
            + list(recorded)))
    }
    for (stage, record) in zip(stages[offset...], card.stages) {
      result += differences(stage, record)
    }
    return result
  }

  private func differences(
    _ stage: PlannedStage, _ record: ModelCard.StageRecord
  ) -> [Problem] {
    // Through the stage's own type: a key that the record does not know has its default.
    let trained = (try? Self.decode(stage.stage, record.settings))?.settings
    guard case .object(let mine) = stage.settings, case .object(let theirs) = trained else {
      return [
        Problem(
          stage.place, ["stages", stage.name],
          "the card of '\(weights)' has settings for it that cannot be read")
      ]
    }
    return Set(mine.keys).union(theirs.keys).sorted().compactMap { key in
      guard mine[key] != theirs[key] else { return nil }
      return Problem(
        stage.place, ["stages", stage.name, Setting.key(for: key)],
        "is \(Self.text(mine[key])); weights '\(weights)' were trained with "
          + Self.text(theirs[key]))
    }
  }

  private func merge(_ recorded: JSONValue, _ stage: PlannedStage) -> JSONValue {
    guard case .object(var values) = recorded, case .object(let own) = stage.settings else {
      return recorded
    }
    for name in stage.given { values[name] = own[name] }
    return .object(values)
  }

  private static func decode<S: Stage>(
    _ like: S, _ settings: JSONValue
  ) throws -> (stage: any Stage, settings: JSONValue) {
    let stage = try Settings.stage(S.self, recorded: settings)
    return (stage, try Settings.encode(stage))
  }

  private func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.joined(separator: ", ")
  }

  /// A value on one line: `0.1`, `asinh`, `[1, 2]`.
  static func text(_ value: JSONValue?) -> String {
    switch value {
    case nil, .null: "unset"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let value): value
    case .array(let values) where values.count > 8: "\(values.count) values"
    case .array(let values): "[" + values.map(text).joined(separator: ", ") + "]"
    case .object(let values): "\(values.count) keys"
    }
  }
}
