/// Makes objects whose truth is known.
///
/// A simulator is a value: its stored properties are its settings. The n-th object of a seed is
/// always the same, whichever others are made.
public protocol Simulator: Codable, Sendable {
  static var info: SimulatorInfo { get }
  init()
  func validate() throws
  /// Object number `index`, its truth in `truth` and `measurements`.
  func make(_ index: Int, seed: UInt64) throws -> SkyObject
}

extension Simulator {
  public func validate() throws {}
}

/// What a simulator says of itself.
public struct SimulatorInfo: Sendable {
  /// Name on the command line: `galaxies`.
  public var name: String
  public var summary: String
  public var produces: DataKind
  /// Classes that it makes, in order; empty where objects have none.
  public var classes: [String]
  public var settings: [Setting]

  public init(
    name: String, summary: String, produces: DataKind, classes: [String] = [],
    settings: [Setting] = []
  ) {
    self.name = name
    self.summary = summary
    self.produces = produces
    self.classes = classes
    self.settings = settings
  }
}
