import OrreryKit

/// Reads the `data` of a recipe: a simulator, files with their labels, or a list of such.
struct TrainingDataReader {
  let registry: Registry
  let dataFolder: String

  /// - Returns: `nil` where problems were noted.
  func read(_ root: Section) -> TrainingData? {
    guard let node = root.child("data") else {
      root.problems.add(
        root.node.place, ["data"], "is missing: name a simulator or images to train on")
      return nil
    }
    guard case .list(let nodes) = node.content else {
      return readOne(Section(node, ["data"], root.problems))
    }
    let parts = nodes.enumerated().map { index, node in
      (node, readOne(Section(node, ["data", "\(index)"], root.problems)))
    }
    let kind = parts.lazy.compactMap { $0.1?.kind }.first
    for (index, part) in parts.enumerated() {
      guard let kind, let own = part.1?.kind, own != kind else { continue }
      root.problems.add(
        part.0.place, ["data", "\(index)"],
        "are \(own.plural), those before are \(kind.plural)")
    }
    let data = parts.compactMap(\.1)
    guard data.count == parts.count, !data.isEmpty else {
      if nodes.isEmpty { root.problems.add(node.place, ["data"], "the list is empty") }
      return nil
    }
    return data.count == 1 ? data[0] : .several(data)
  }

  private func readOne(_ section: Section) -> TrainingData? {
    if section.child("simulator") != nil { return readSimulator(section) }
    let before = section.problems.all.count
    let reader = InputReader(otherKeys: ["labels", "simulator"], place: inDataFolder)
    guard let plan = reader.read(section) else { return nil }
    var labels = section.settings("labels", ObjectLabels(), ObjectLabels.settings)
    let labelsNode = section.child("labels")
    func refuse(_ key: String, _ reason: String) {
      section.problems.add(
        labelsNode?[key]?.place ?? section.node.place, section.path + ["labels", key], reason)
    }
    if let table = labels.table {
      let path = inDataFolder(table)
      labels.table = path
      do { _ = try FilePattern.files(matching: path) } catch { refuse("table", error.reason) }
      if labels.row == nil, labels.file == nil, labels.id == nil {
        refuse("table", "say by which column its rows are found: 'row', 'file' or 'id'")
      }
    } else {
      for (key, value) in [("row", labels.row), ("file", labels.file)] where value != nil {
        refuse(key, "is a column of a table of labels: name it with 'table'")
      }
      if plan.kind != .row, let name = labels.values.keys.min() {
        refuse("values", "'\(name)' needs a table of labels: name it with 'table'")
      }
    }
    if let name = labels.measured.first(where: { labels.values[$0] == nil }) {
      refuse("measured", "'\(name)' is not among the values")
    }
    if labels.every != nil, labels.class != nil { refuse("every", "stands beside 'class'") }
    return section.problems.all.count == before ? .files(plan, labels: labels) : nil
  }

  private func readSimulator(_ section: Section) -> TrainingData? {
    section.checkKeys(["simulator", "count", "seed", "settings", "match-radius"])
    guard let name = section.text("simulator") else { return nil }
    guard let entry = registry.simulators[name] else {
      section.problems.add(
        section.node["simulator"]?.place ?? section.node.place, section.path + ["simulator"],
        "unknown simulator"
          + NearestNames.suggestion(for: name, among: Array(registry.simulators.keys)))
      return nil
    }
    func open<S: Simulator>(_ type: S.Type) -> TrainingData {
      let simulator = section.settings("settings", S(), S.info.settings)
      return .simulated(
        simulator, settings: (try? Settings.encode(simulator)) ?? .null,
        count: Int(section.whole("count", 1...100_000_000) ?? 1000),
        seed: UInt64(section.whole("seed", 0...Int64.max) ?? 0),
        matchRadius: section.number("match-radius", 0.1...1000) ?? 3)
    }
    return open(entry.value)
  }

  private func inDataFolder(_ path: String) -> String {
    path.hasPrefix("/") || dataFolder == "." ? path : dataFolder + "/" + path
  }
}
