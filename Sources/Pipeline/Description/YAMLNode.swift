import OrreryKit

/// A YAML value that knows where it was written.
public struct YAMLNode: Sendable {
  /// A key of a map and its value, in the order of the file.
  public struct Entry: Sendable {
    public var key: String
    public var place: Place
    public var value: YAMLNode
  }

  public enum Content: Sendable {
    /// Null, truth value, number or text.
    case scalar(JSONValue)
    case list([YAMLNode])
    case map([Entry])
  }

  public var content: Content
  public var place: Place

  public init(_ content: Content, at place: Place) {
    self.content = content
    self.place = place
  }

  /// The value without places.
  public var value: JSONValue {
    switch content {
    case .scalar(let value): value
    case .list(let nodes): .array(nodes.map(\.value))
    case .map(let entries):
      .object(Dictionary(entries.map { ($0.key, $0.value.value) }) { first, _ in first })
    }
  }

  /// The entries of a map; `nil` for other values.
  public var entries: [Entry]? {
    if case .map(let entries) = content { entries } else { nil }
  }

  /// The node under a key of a map.
  public subscript(key: String) -> YAMLNode? {
    entries?.first { $0.key == key }?.value
  }

  /// The nearest node on the way down these keys (list items by number): where a nested value is.
  public func descend(_ path: [String]) -> YAMLNode {
    guard let first = path.first else { return self }
    switch content {
    case .map:
      return self[first]?.descend(Array(path.dropFirst())) ?? self
    case .list(let nodes):
      let digits = first.split(separator: " ").last ?? ""
      guard let index = Int(digits), nodes.indices.contains(index) else { return self }
      return nodes[index].descend(Array(path.dropFirst()))
    case .scalar:
      return self
    }
  }
}
