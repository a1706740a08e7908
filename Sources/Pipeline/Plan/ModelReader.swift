import OrreryKit

/// Reads the `model` section: architecture, weights and their card, and holds the card against the
/// stages.
struct ModelReader {
  let registry: Registry
  let library: ModelLibrary
  let problems: ProblemList

  /// - Parameters:
  ///   - stages: those that still lack fitted statistics get them from the card.
  ///   - compare: false where the stages had problems of their own.
  func read(
    _ section: Section, stages: inout [PlannedStage], kind: DataKind?, compare: Bool
  ) -> PlannedModel? {
    section.checkKeys(
      ["plugin", "weights", "batch", "configuration", "ensemble", "dropout-samples", "prior"])
    let batch = section.whole("batch", 1...4096) ?? 64
    guard section.node.entries != nil else { return nil }
    guard let plugin = section.text("plugin") else {
      if section.child("plugin") == nil {
        problems.add(section.node.place, section.path + ["plugin"], "is missing")
      }
      return nil
    }
    let pluginPlace = section.node["plugin"]?.place ?? section.node.place
    guard let registered = registry.architectures[plugin] else {
      problems.add(
        pluginPlace, section.path + ["plugin"],
        "unknown plug-in '\(plugin)'"
          + NearestNames.suggestion(for: plugin, among: Array(registry.architectures.keys)))
      return nil
    }
    let info = registered.value.info
    if let kind, !info.accepts.contains(kind) {
      let accepts = info.accepts.map(\.plural).sorted().joined(separator: " and ")
      problems.add(
        pluginPlace, section.path + ["plugin"],
        "'\(plugin)' takes \(accepts), the input is \(kind.plural)")
    }
    do {
      let weightsPlace = section.node["weights"]?.place ?? pluginPlace
      guard
        let (entry, card) = try choose(section, plugin, stages, at: weightsPlace)
      else { return nil }
      if card.architecture != plugin {
        problems.add(
          weightsPlace, section.path + ["weights"],
          "'\(entry.name)' are weights of '\(card.architecture)', not of '\(plugin)'")
        return nil
      }
      let configuration = readConfiguration(registered.value, section, card)
      if compare {
        let match = StageMatch(card: card, weights: entry.name)
        match.fill(&stages)
        for problem in match.problems(stages, modelPlace: pluginPlace) {
          problems.add(problem.place, problem.path, problem.reason)
        }
      }
      guard let configuration else { return nil }
      var model = PlannedModel(
        entry: entry, card: card, digest: try SHA256.hexadecimal(ofFile: entry.weights),
        configuration: configuration, batch: Int(batch))
      try readOpinions(section, of: &model, stages: compare ? stages : nil)
      readPrior(section, of: &model)
      return model
    } catch let error as DataError {
      problems.add(
        section.node["weights"]?.place ?? pluginPlace, section.path + ["weights"], "\(error)")
    } catch {
      problems.add(pluginPlace, section.path, "\(error)")
    }
    return nil
  }

  /// The named weights; without a name the only ones whose card agrees with the stages.
  private func choose(
    _ section: Section, _ plugin: String, _ stages: [PlannedStage], at place: Place
  ) throws -> (ModelEntry, ModelCard)? {
    if section.child("weights") != nil {
      guard let name = section.text("weights") else { return nil }
      let entry = try library.find(name, for: plugin)
      return (entry, try library.card(of: entry))
    }
    let entries = library.entries(for: plugin)
    let cards = try entries.map { ($0, try library.card(of: $0)) }
    if cards.isEmpty { _ = try library.find("", for: plugin) }
    if cards.count == 1 { return cards[0] }
    let fitting = cards.filter { entry, card in
      let match = StageMatch(card: card, weights: entry.name)
      var filled = stages
      match.fill(&filled)
      return match.problems(filled, modelPlace: place).isEmpty
    }
    if fitting.count == 1 { return fitting[0] }
    let names = (fitting.isEmpty ? cards : fitting).map { $0.0.name }.joined(separator: ", ")
    problems.add(
      place, section.path + ["weights"],
      fitting.isEmpty
        ? "is missing, and none of \(names) was trained with these stages"
        : "is missing; there are: \(names)")
    return nil
  }

  /// `ensemble` and `dropout-samples`: several opinions whose class probabilities are averaged.
  private func readOpinions(
    _ section: Section, of model: inout PlannedModel, stages: [PlannedStage]?
  ) throws {
    let samples = section.whole("dropout-samples", 2...1000) ?? 0
    let names = section.texts("ensemble") ?? []
    guard samples > 0 || !names.isEmpty else { return }
    let key = names.isEmpty ? "dropout-samples" : "ensemble"
    let place = section.node[key]?.place ?? section.node.place
    let classes = model.card.specification.classes
    guard !classes.isEmpty else {
      problems.add(
        place, section.path + [key],
        "'\(model.entry.name)' tells no classes: there are no probabilities to average")
      return
    }
    model.dropoutSamples = Int(samples)
    for (name, place) in names {
      let path = section.path + ["ensemble"]
      let entry = try library.find(name, for: model.entry.architecture)
      let card = try library.card(of: entry)
      guard card.specification.classes == classes else {
        problems.add(
          place, path,
          "'\(entry.name)' is of the classes \(card.specification.classes.joined(separator: ", ")), "
            + "'\(model.entry.name)' of \(classes.joined(separator: ", "))")
        continue
      }
      if let stages {
        let match = StageMatch(card: card, weights: entry.name)
        for problem in match.problems(stages, modelPlace: place) {
          problems.add(problem.place, problem.path, problem.reason)
        }
      }
      var member = PlannedModel(
        entry: entry, card: card, digest: try SHA256.hexadecimal(ofFile: entry.weights),
        configuration: card.configuration, batch: model.batch)
      member.dropoutSamples = model.dropoutSamples
      model.ensemble.append(member)
    }
  }

  /// `prior`: the class shares of the objects at hand, where they are not those of the training.
  private func readPrior(_ section: Section, of model: inout PlannedModel) {
    guard let node = section.child("prior") else { return }
    let path = section.path + ["prior"]
    let shares = Section(node, path, problems)
    let classes = model.card.specification.classes
    shares.checkKeys(classes)
    let values = classes.map { shares.number($0, 0...1e12) ?? 0 }
    let sum = values.reduce(0, +)
    guard shares.node.entries != nil else { return }
    guard sum > 0 else {
      problems.add(
        node.place, path, "needs a share above 0 for one of \(classes.joined(separator: ", "))")
      return
    }
    model.prior = values
    for place in [-1] + Array(model.ensemble.indices) {
      let calibration =
        place < 0 ? model.card.calibration : model.ensemble[place].card.calibration
      let name = place < 0 ? model.entry.name : model.ensemble[place].entry.name
      guard calibration.prior?.count == classes.count else {
        problems.add(
          node.place, path, "the card of '\(name)' does not tell the shares that it was made for")
        return
      }
      let moved = calibration.moved(to: values.map { $0 / sum })
      if place < 0 {
        model.card.calibration = moved
      } else {
        model.ensemble[place].card.calibration = moved
      }
    }
  }

  private func readConfiguration<A: Architecture>(
    _ type: A.Type, _ section: Section, _ card: ModelCard
  ) -> JSONValue? {
    var keys: [String: JSONValue] = [:]
    let node = section.child("configuration")
    let configuration = node.map { Section($0, section.path + ["configuration"], problems) }
    for entry in configuration?.node.entries ?? [] { keys[entry.key] = entry.value.value }
    do {
      return try ModelLibrary.configuration(of: type, card: card, overrides: keys)
    } catch {
      let failure = error as? Settings.Failure
      let entry = configuration?.node.entries?.first { $0.key == failure?.path.first }
      problems.add(
        entry?.place ?? section.node.place,
        section.path + ["configuration"] + (failure?.path ?? []),
        failure?.reason ?? "\(error)")
      return nil
    }
  }
}
