/// Everything that is wrong with a description, in the order of its lines: nothing ran.
public struct Problems: Error, Sendable, CustomStringConvertible {
  public var all: [Problem]

  public init(_ all: [Problem] = []) { self.all = all }

  /// A line each.
  public var description: String { all.map(\.description).joined(separator: "\n") }
}
