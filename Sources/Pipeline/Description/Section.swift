import OrreryKit

/// Reads the keys of one map, keeping a problem for each that cannot be used.
struct Section {
  let node: YAMLNode
  let path: [String]
  let problems: ProblemList

  /// Notes a problem where the node is not a map; it then reads as an empty one.
  init(_ node: YAMLNode, _ path: [String], _ problems: ProblemList) {
    self.node = node
    self.path = path
    self.problems = problems
    if node.entries == nil && node.value != .null {
      problems.add(node.place, path, "must be a map of keys, not \(Section.article(node))")
    }
  }

  /// Notes every key that is not among these.
  func checkKeys(_ known: [String]) {
    for entry in node.entries ?? [] where !known.contains(entry.key) {
      problems.add(
        entry.place, path + [entry.key],
        "unknown key" + NearestNames.suggestion(for: entry.key, among: known))
    }
  }

  /// A value under `key` that is there and not null.
  func child(_ key: String) -> YAMLNode? {
    guard let child = node[key], child.value != .null else { return nil }
    return child
  }

  func text(_ key: String, choices: [String] = []) -> String? {
    guard let child = child(key) else { return nil }
    guard case .string(let text) = child.value else {
      wrongType(child, key, "text")
      return nil
    }
    guard choices.isEmpty || choices.contains(text) else {
      problems.add(
        child.place, path + [key],
        "'\(text)' is not one of \(choices.joined(separator: ", "))"
          + NearestNames.suggestion(for: text, among: choices, listing: false))
      return nil
    }
    return text
  }

  func flag(_ key: String) -> Bool? {
    guard let child = child(key) else { return nil }
    guard case .bool(let flag) = child.value else {
      wrongType(child, key, "true or false")
      return nil
    }
    return flag
  }

  func whole(_ key: String, _ range: ClosedRange<Int64>) -> Int64? {
    guard let child = child(key) else { return nil }
    guard case .integer(let number) = child.value else {
      wrongType(child, key, "whole number")
      return nil
    }
    guard range.contains(number) else {
      let bounds =
        range.upperBound == .max
        ? "at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
      problems.add(child.place, path + [key], "\(number) must be \(bounds)")
      return nil
    }
    return number
  }

  /// One text or a list of texts; whole numbers count as texts (`bands: [0, 2]`).
  func texts(_ key: String) -> [(text: String, place: Place)]? {
    guard let child = child(key) else { return nil }
    let items: [YAMLNode]
    if case .list(let nodes) = child.content { items = nodes } else { items = [child] }
    return items.compactMap { item in
      switch item.value {
      case .string(let text): return (text, item.place)
      case .integer(let number): return ("\(number)", item.place)
      default:
        problems.add(
          item.place, path + [key],
          "must be a text or a list of texts, not \(Section.article(item))")
        return nil
      }
    }
  }

  private func wrongType(_ node: YAMLNode, _ key: String, _ expected: String) {
    let article = expected == "true or false" ? "" : "a "
    problems.add(
      node.place, path + [key],
      "must be \(article)\(expected), not \(Section.article(node))")
  }

  /// `a list`, `true or false`.
  static func article(_ node: YAMLNode) -> String {
    switch node.value {
    case .null, .bool: node.value.typeName
    default: "a " + node.value.typeName
    }
  }
}
