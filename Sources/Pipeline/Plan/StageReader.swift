import OrreryKit

/// Reads a list of stages and their settings, and checks that they can follow each other.
struct StageReader {
  let registry: Registry
  let problems: ProblemList

  /// The stages of a list: `- name: {settings}` or `- name`.
  func read(_ node: YAMLNode, _ path: [String]) -> [PlannedStage] {
    guard case .list(let items) = node.content else {
      if node.value != .null {
        problems.add(node.place, path, "must be a list of stages, not \(Section.article(node))")
      }
      return []
    }
    return items.compactMap { readOne($0, path) }
  }

  /// The name of an entry of a list of stages; `nil` where it has none.
  static func name(_ node: YAMLNode) -> String? {
    if case .string(let name) = node.value { return name }
    guard let entries = node.entries, entries.count == 1 else { return nil }
    return entries[0].key
  }

  private func readOne(_ node: YAMLNode, _ path: [String]) -> PlannedStage? {
    guard let name = Self.name(node) else {
      problems.add(
        node.place, path,
        "each stage is a name, or one name with a map: `- standardise: { per: image }`")
      return nil
    }
    guard let entry = registry.stages[name] else {
      let known = Array(registry.stages.keys)
      problems.add(
        node.place, path + [name],
        "unknown stage" + NearestNames.suggestion(for: name, among: known)
          + (known.count > 12 ? "; `orrery stages list` shows them" : ""))
      return nil
    }
    let settings = node.entries?[0].value ?? YAMLNode(.map([]), at: node.place)
    let section = Section(settings, path + [name], problems)
    return read(entry.value, section, at: node.place)
  }

  private func read<S: Stage>(_ type: S.Type, _ section: Section, at place: Place) -> PlannedStage?
  {
    let found = section.decoded(over: S(), S.info.settings, at: place) { try $0.validate() }
    guard let (stage, keys) = found, let settings = try? Settings.encode(stage) else { return nil }
    let given = S.info.settings.filter { keys.contains($0.key) }.map(\.name)
    return PlannedStage(stage: stage, settings: settings, given: Set(given), place: place)
  }

  /// Checks kinds of data and what each stage needs of the ones before it.
  /// - Parameter provided: what is there before the first stage.
  func checkOrder(_ stages: [PlannedStage], kind: DataKind, _ path: [String]) {
    var provided: Set<String> = []
    for (index, stage) in stages.enumerated() {
      let info = stage.info
      if !info.accepts.contains(kind) {
        let accepts = info.accepts.map(\.plural).sorted().joined(separator: " and ")
        problems.add(
          stage.place, path + [info.name], "takes \(accepts), the input is \(kind.plural)")
      }
      for need in info.requires.subtracting(provided).sorted() {
        let later = stages[(index + 1)...].first { $0.info.provides.contains(need) }
        let makers = registry.stages.values.map { $0.value.info }
          .filter { $0.provides.contains(need) }.map { "'\($0.name)'" }.sorted()
        let advice =
          later.map { "; put '\($0.name)' before it" }
          ?? (makers.isEmpty ? "" : "; \(makers.joined(separator: " or ")) makes it")
        problems.add(
          stage.place, path + [info.name],
          "needs '\(need)', which no stage before it provides\(advice)")
      }
      provided.formUnion(info.provides)
    }
  }
}
