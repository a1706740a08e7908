import Foundation
import OrreryKit
import Yams

/// Reads YAML into nodes with places, within limits that hold for hostile files too.
///
/// Plain scalars are read by the YAML 1.2 core rules: `true`, `false`, `null`, `~`, decimal numbers,
/// `.inf`, `.nan`; everything else is text (so `no`, `on` and `12:30` are texts).
enum YAMLReader {
  static let largestFile = 1 << 20
  static let deepestNesting = 50
  static let mostNodes = 10_000

  /// The description in a file.
  /// - Throws: `Problems` with one problem, or `DataError.unreadable`.
  static func read(file: String) throws -> YAMLNode {
    try read(RegularFile(file).text(limit: largestFile), source: file)
  }

  /// The description in a text; `source` is named in problems.
  static func read(_ text: String, source: String) throws -> YAMLNode {
    let start = Place(source: source, line: 1, column: 1)
    guard text.utf8.count <= largestFile else {
      throw Problems([Problem(start, [], "larger than 1 MB: not a description")])
    }
    do {
      // Some editors begin a file with a byte-order mark; no place in the text moves without it.
      let body = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
      guard let root = try Yams.compose(yaml: body) else {
        throw Problems([Problem(start, [], "is empty")])
      }
      var budget = mostNodes
      return try walk(root, source: source, path: [], depth: 0, budget: &budget)
    } catch let error as YamlError {
      throw Problems([problem(error, source: source)])
    }
  }

  private static func walk(
    _ node: Node, source: String, path: [String], depth: Int, budget: inout Int
  ) throws -> YAMLNode {
    let place = Place(source: source, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    func refuse(_ reason: String) -> Problems { Problems([Problem(place, path, reason)]) }
    budget -= 1
    if budget < 0 { throw refuse("more than \(mostNodes) values, aliases expanded") }
    if depth > deepestNesting { throw refuse("nested more than \(deepestNesting) deep") }
    switch node {
    case .scalar(let scalar):
      return YAMLNode(.scalar(try value(of: scalar, refuse)), at: place)
    case .sequence(let sequence):
      var nodes: [YAMLNode] = []
      for (index, item) in sequence.enumerated() {
        nodes.append(
          try walk(
            item, source: source, path: path + ["\(index)"], depth: depth + 1, budget: &budget))
      }
      return YAMLNode(.list(nodes), at: place)
    case .mapping(let mapping):
      var entries: [YAMLNode.Entry] = []
      for (key, item) in mapping {
        guard case .scalar(let name) = key else { throw refuse("a key must be a text") }
        if name.string == "<<" { throw refuse("merge keys ('<<') are not read: repeat the keys") }
        let keyPlace = Place(
          source: source, line: key.mark?.line ?? place.line, column: key.mark?.column ?? 1)
        let child = try walk(
          item, source: source, path: path + [name.string], depth: depth + 1, budget: &budget)
        entries.append(YAMLNode.Entry(key: name.string, place: keyPlace, value: child))
      }
      return YAMLNode(.map(entries), at: place)
    case .alias:
      throw refuse("an alias that leads nowhere")
    }
  }

  /// - Throws: what `refuse` makes, for a scalar with a tag of its own.
  private static func value(
    of scalar: Node.Scalar, _ refuse: (String) -> Problems
  ) throws -> JSONValue {
    // libYAML marks a scalar without a written tag as plain-implicit or quoted-implicit.
    let tag = scalar.tag.description
    if tag == Tag.Name.str.rawValue { return .string(scalar.string) }
    guard tag == Tag.Name.implicit.rawValue || tag == Tag.Name.nonSpecific.rawValue || tag == "!"
    else { throw refuse("tags ('\(tag)') are not read: write the value without it") }
    return scalar.style == .plain ? plain(scalar.string) : .string(scalar.string)
  }

  /// A plain scalar by the YAML 1.2 core rules.
  static func plain(_ text: String) -> JSONValue {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    case ".inf", "+.inf": return .number(.infinity)
    case "-.inf": return .number(-.infinity)
    case ".nan": return .number(.nan)
    default: break
    }
    let numeric = text.utf8.allSatisfy {
      (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0)
    }
    guard numeric, text.utf8.contains(where: { (0x30...0x39).contains($0) }) else {
      return .string(text)
    }
    if let whole = Int64(text) { return .integer(whole) }
    if let real = Double(text), real.isFinite { return .number(real) }
    return .string(text)
  }

  private static func problem(_ error: YamlError, source: String) -> Problem {
    func at(_ mark: Mark) -> Place { Place(source: source, line: mark.line, column: mark.column) }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      let hint =
        problem.contains("alphabetic or numeric")
        ? "; quote a pattern that starts with '*' or '&'" : ""
      return Problem(at(mark), [], "not valid YAML: \(problem)\(hint)")
    case .duplicatedKeysInMapping(let keys, let context):
      return Problem(
        at(context.mark), [],
        "written twice in this map: \(keys.map { "'\($0)'" }.joined(separator: ", "))")
    default:
      return Problem(Place(source: source, line: 1, column: 1), [], "not valid YAML text")
    }
  }
}
