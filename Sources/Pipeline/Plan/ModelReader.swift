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
    section.checkKeys(["plugin", "weights", "batch", "configuration"])
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
      return PlannedModel(
        entry: entry, card: card, digest: try SHA256.hexadecimal(ofFile: entry.weights),
        configuration: configuration, batch: Int(batch))
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
