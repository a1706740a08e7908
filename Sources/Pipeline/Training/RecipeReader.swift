import OrreryKit

/// Turns a recipe into a checked `TrainingRecipe`, before any pixel is read.
///
/// Relative paths of the data are taken from `dataFolder`, all others from the working directory.
public struct RecipeReader {
  static let sections = [
    "orrery", "description", "data", "classes", "split", "labels", "prepare", "stages", "augment",
    "model",
    "loss", "metrics", "optimizer", "schedule", "epochs", "monitor", "batch", "accumulate",
    "patience", "balance", "prior", "questions", "precision", "seed",
  ]

  let registry: Registry
  let dataFolder: String

  public init(registry: Registry, dataFolder: String = ".") {
    self.registry = registry
    self.dataFolder = dataFolder
  }

  /// - Throws: `Problems` with everything that is wrong, by line; `DataError.unreadable`.
  public func read(
    file: String, overrides: [SettingOverride] = []
  ) throws -> TrainingRecipe {
    let problems = ProblemList()
    var node = try YAMLReader.read(file: file)
    for override in overrides { node = try override.applied(to: node, sections: Self.sections) }
    let root = Section(node, [], problems)
    root.checkKeys(Self.sections)
    if root.whole("orrery", 1...1) == nil {
      problems.add(node.place, ["orrery"], "start the recipe with `orrery: 1`")
    }
    let classes = root.texts("classes")?.map(\.text) ?? []
    let data = TrainingDataReader(registry: registry, dataFolder: dataFolder).read(root)
    let stageReader = StageReader(registry: registry, problems: problems)
    let prepare = root.child("prepare").map { stageReader.read($0, ["prepare"]) } ?? []
    for stage in prepare where stage.info.category != .preparation {
      problems.add(
        stage.place, ["prepare", stage.name], "is no preparation; it belongs in 'stages'")
    }
    let stages = root.child("stages").map { stageReader.read($0, ["stages"]) } ?? []
    let augment = root.child("augment").map { stageReader.read($0, ["augment"]) } ?? []
    if let kind = data?.kind {
      stageReader.checkOrder(prepare, kind: kind, ["prepare"])
      stageReader.checkOrder(stages, kind: kind, ["stages"])
      stageReader.checkOrder(augment, kind: kind, ["augment"])
    }
    let model = readModel(root, data, problems)
    let info = model.flatMap { registry.architectures[$0.architecture]?.value.info }
    if classes.count < 2, info == nil || info?.task == .classification {
      problems.add(node.place, ["classes"], "must list two classes or more")
    }
    let split = root.settings("split", TrainingRecipe.Split(), TrainingRecipe.Split.settings)
    let objectives = ObjectiveReader(
      registry: registry,
      architecture: model.flatMap { registry.architectures[$0.architecture]?.value })
    let loss = objectives.loss(root)
    let metrics = objectives.metrics(root)
    let optimizer = root.settings(
      "optimizer", OptimizerSettings(), OptimizerSettings.settings, choice: \.method,
      OptimizerSettings.special)
    let schedule = root.settings(
      "schedule", ScheduleSettings(), ScheduleSettings.settings, choice: \.method,
      ScheduleSettings.special)
    let labels = root.whole("labels", 2...1_000_000_000)
    let epochs = root.whole("epochs", 1...100_000) ?? 10
    let (monitor, figure) = objectives.monitor(root, metrics, validation: split.validation)
    let batch = root.whole("batch", 1...65_536) ?? 64
    let accumulate = root.whole("accumulate", 1...65_536) ?? 1
    let patience = root.whole("patience", 1...100_000)
    let balance = root.number("balance", 0...1) ?? 0
    let prior = readPrior(root, classes)
    let questions = readQuestions(root, classes)
    let precision = root.choice("precision", Precision.float32)
    let seed = root.whole("seed", 0...Int64.max) ?? 0
    try problems.throwIfAny()
    guard let data, let model else { preconditionFailure("a recipe without problems is whole") }
    return TrainingRecipe(
      file: file, description: root.text("description") ?? "",
      digest: Self.digest(node), data: data, classes: classes,
      split: split, labels: labels.map { Int($0) }, prepare: prepare, stages: stages,
      augment: augment, model: model,
      keeps: info?.learnsFrom ?? [], loss: loss, metrics: metrics,
      optimizer: optimizer, schedule: schedule, epochs: Int(epochs), monitor: monitor,
      figure: figure, batch: Int(batch),
      accumulate: Int(accumulate), patience: patience.map { Int($0) }, balance: balance,
      prior: prior, questions: questions, precision: precision, seed: UInt64(seed))
  }

  /// Of all that the weights depend on: what is asked of them afterwards changes nothing.
  private static func digest(_ node: YAMLNode) -> String {
    let entries = node.entries?.filter { $0.key != "questions" } ?? []
    return SHA256.hexadecimal(CanonicalJSON.bytes(YAMLNode(.map(entries), at: node.place).value))
  }

  private func readModel(
    _ root: Section, _ data: TrainingData?, _ problems: ProblemList
  ) -> TrainingRecipe.Model? {
    guard let node = root.child("model") else {
      problems.add(root.node.place, ["model"], "is missing: name the plug-in to train")
      return nil
    }
    let section = Section(node, ["model"], problems)
    section.checkKeys(["plugin", "weights", "configuration", "start"])
    guard let plugin = section.text("plugin"), let weights = section.text("weights") else {
      problems.add(node.place, ["model"], "needs 'plugin' and 'weights', the name to give them")
      return nil
    }
    guard let entry = registry.architectures[plugin] else {
      problems.add(
        node.place, ["model", "plugin"],
        "unknown plug-in '\(plugin)'"
          + NearestNames.suggestion(for: plugin, among: Array(registry.architectures.keys)))
      return nil
    }
    let accepts = entry.value.info.accepts
    if let data, !accepts.contains(data.kind) {
      problems.add(
        node.place, ["model", "plugin"],
        "'\(plugin)' takes \(accepts.map(\.plural).sorted().joined(separator: ", ")), the data are \(data.kind.plural)"
      )
    }
    let configuration = section.child("configuration").map {
      Section($0, ["model", "configuration"], problems)
    }
    configuration?.checkKeys(entry.value.info.settings.map(\.key))
    let keys = configuration?.node.entries?.map { ($0.key, $0.value.value) } ?? []
    return TrainingRecipe.Model(
      architecture: plugin, weights: weights,
      configuration: Dictionary(keys, uniquingKeysWith: { first, _ in first }),
      start: readStart(section))
  }

  /// `observed`, `uniform`, or a share for each class.
  private func readPrior(_ root: Section, _ classes: [String]) -> ClassPrior {
    guard let node = root.child("prior") else { return .observed }
    guard node.entries != nil else {
      return root.text("prior", choices: ["observed", "uniform"]) == "uniform"
        ? .uniform : .observed
    }
    let section = Section(node, ["prior"], root.problems)
    section.checkKeys(classes)
    let shares = classes.map { section.number($0, 0...1e12) ?? 0 }
    if shares.reduce(0, +) <= 0 {
      root.problems.add(node.place, ["prior"], "needs a share above 0 for one of the classes")
    }
    return .shares(shares)
  }

  private func readStart(_ section: Section) -> StartingPoint? {
    guard let node = section.child("start") else { return nil }
    let start = section.settings("start", StartingPoint(), StartingPoint.settings)
    if start.weights.isEmpty {
      section.problems.add(
        node.place, section.path + ["start", "weights"], "is missing: name weights to start from")
    }
    return start
  }
}

extension Section {
  /// `Codable` settings under `key`, each wrong one told at its place; defaults where there is none.
  func settings<Value: Codable>(_ key: String, _ defaults: Value, _ settings: [Setting]) -> Value {
    guard let node = child(key) else { return defaults }
    let section = Section(node, path + [key], problems)
    var values: [String: JSONValue] = [:]
    for entry in section.node.entries ?? [] where entry.value.value != .null {
      do {
        _ = try Settings.decode(
          [entry.key: entry.value.value], over: defaults, settings: settings)
        values[entry.key] = entry.value.value
      } catch let failure as Settings.Failure {
        problems.add(entry.place, section.path + failure.path, failure.reason)
      } catch { problems.add(entry.place, section.path + [entry.key], "\(error)") }
    }
    return (try? Settings.decode(values, over: defaults, settings: settings)) ?? defaults
  }

  /// Settings of which some belong to some choices only: where another is chosen, they are told.
  /// - Parameter special: the choices that use a key (YAML spelling); all use the others.
  func settings<Value: Codable, Choice: RawRepresentable<String> & Equatable>(
    _ key: String, _ defaults: Value, _ settings: [Setting], choice: KeyPath<Value, Choice>,
    _ special: [String: [Choice]]
  ) -> Value {
    let before = problems.all.count
    let value = self.settings(key, defaults, settings)
    guard problems.all.count == before else { return value }
    let chosen = value[keyPath: choice]
    for entry in child(key)?.entries ?? [] where entry.value.value != .null {
      guard let users = special[entry.key], !users.contains(chosen) else { continue }
      problems.add(
        entry.place, path + [key, entry.key],
        "is a setting of \(users.map(\.rawValue).joined(separator: ", ")), not of "
          + chosen.rawValue)
    }
    return value
  }

  /// One of a set of names; the default where there is none or it cannot be used.
  func choice<Value: RawRepresentable & CaseIterable>(
    _ key: String, _ standard: Value
  ) -> Value where Value.RawValue == String {
    guard let child = child(key), let name = text(key) else { return standard }
    if let value = Value(rawValue: name) { return value }
    let names = Value.allCases.map(\.rawValue)
    problems.add(
      child.place, path + [key],
      "must be \(names.joined(separator: ", "))"
        + NearestNames.suggestion(for: name, among: names))
    return standard
  }

  /// A number in a range; `nil` where there is none or it cannot be used.
  func number(_ key: String, _ range: ClosedRange<Double>) -> Double? {
    guard let child = child(key) else { return nil }
    let value: Double
    switch child.value {
    case .integer(let whole): value = Double(whole)
    case .number(let real): value = real
    default:
      problems.add(child.place, path + [key], "must be a number, not \(Section.article(child))")
      return nil
    }
    guard range.contains(value) else {
      problems.add(
        child.place, path + [key],
        "\(value) must be from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return value
  }
}
