import OrreryKit

/// One `--set PATH=VALUE`: a key of the description that the command line changes.
///
/// The path starts with a section (`output.png.every`) or a stage (`stretch.softening`); the value
/// is YAML.
public struct SettingOverride: Sendable {
  public var path: [String]
  public var value: YAMLNode
  public var place: Place

  /// - Throws: `Problems` where the text is not `PATH=VALUE`.
  public init(_ text: String) throws {
    place = Place(source: "--set \(text)")
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
      throw Problems([Problem(place, [], "write it as stage.key=value")])
    }
    let path = text[..<equals].split(separator: ".", omittingEmptySubsequences: false)
      .map(String.init)
    self.path = path
    let source = String(text[text.index(after: equals)...])
    let place = place
    do {
      let node = try YAMLReader.read(source.isEmpty ? "~" : source, source: place.source)
      value = SettingOverride.placed(node, at: place)
    } catch let problems as Problems {
      throw Problems(problems.all.map { Problem(place, path, $0.reason) })
    }
  }

  private static func placed(_ node: YAMLNode, at place: Place) -> YAMLNode {
    switch node.content {
    case .scalar: YAMLNode(node.content, at: place)
    case .list(let nodes): YAMLNode(.list(nodes.map { placed($0, at: place) }), at: place)
    case .map(let entries):
      YAMLNode(
        .map(
          entries.map {
            YAMLNode.Entry(key: $0.key, place: place, value: placed($0.value, at: place))
          }), at: place)
    }
  }

  /// The description with this value in it; what the value may be is checked with the rest.
  /// - Throws: `Problems` where the path leads to no section or stage of the description.
  func applied(
    to root: YAMLNode, sections: [String] = PlanReader.sections
  ) throws -> YAMLNode {
    guard let first = path.first, !path.contains("") else {
      throw Problems([Problem(place, [], "write it as stage.key=value")])
    }
    if sections.contains(first) && first != "stages" {
      return put(into: root, path)
    }
    var stages: [YAMLNode] = []
    if case .list(let nodes) = root["stages"]?.content { stages = nodes }
    let names = stages.map { StageReader.name($0) ?? "" }
    let hits = names.indices.filter { names[$0] == first }
    guard let hit = hits.first else {
      let known = sections.filter { $0 != "stages" } + names
      throw Problems([
        Problem(
          place, [first],
          "no such section or stage" + NearestNames.suggestion(for: first, among: known))
      ])
    }
    guard hits.count == 1 else {
      throw Problems([
        Problem(place, [first], "there are \(hits.count) such stages; change them in the file")
      ])
    }
    guard path.count > 1 else {
      throw Problems([Problem(place, [first], "name the key too: \(first).key=value")])
    }
    let settings = stages[hit][first] ?? YAMLNode(.map([]), at: stages[hit].place)
    let changed = put(into: settings, Array(path.dropFirst()))
    let entry = YAMLNode.Entry(key: first, place: stages[hit].place, value: changed)
    stages[hit] = YAMLNode(.map([entry]), at: stages[hit].place)
    var entries = root.entries ?? []
    if let index = entries.firstIndex(where: { $0.key == "stages" }) {
      entries[index].value = YAMLNode(.list(stages), at: entries[index].value.place)
    }
    return YAMLNode(.map(entries), at: root.place)
  }

  private func put(into node: YAMLNode, _ path: [String]) -> YAMLNode {
    guard let first = path.first else { return value }
    // A value that is not a map is replaced: `output.png.size=128` over a missing `png`.
    var entries = node.entries ?? []
    let rest = Array(path.dropFirst())
    if let index = entries.firstIndex(where: { $0.key == first }) {
      entries[index].value = put(into: entries[index].value, rest)
      if rest.isEmpty { entries[index].place = place }
    } else {
      let child = put(into: YAMLNode(.map([]), at: place), rest)
      entries.append(YAMLNode.Entry(key: first, place: place, value: child))
    }
    return YAMLNode(.map(entries), at: node.place)
  }
}
