/// Makes objects whose truth is known.
///
/// A simulator is a value: its stored properties are its settings. The n-th object of a seed is
/// always the same, whichever others are made: every number is drawn from `stream`.
///
/// The truth of an object goes into its `truth` (class) and `measurements` (with their units; a
/// recipe moves them to `truthValues` and `truthNames`), the truth of the sources
/// of a field into `tables["truth"]` and `layers["truth"]` (the number of the source that owns each
/// pixel, 0 for sky).
public protocol Simulator: Codable, Sendable {
  static var info: SimulatorInfo { get }
  init()
  func validate() throws
  /// Object number `index`, its truth in `truth` and `measurements`.
  func make(_ index: Int, seed: UInt64) throws -> SkyObject
}

extension Simulator {
  public func validate() throws {}

  /// The name of object number `index`: `galaxies-7-000042` for seed 7.
  public func identifier(_ index: Int, seed: UInt64) -> String {
    let digits = String(index)
    let zeros = String(repeating: "0", count: max(0, 6 - digits.count))
    return "\(Self.info.name)-\(seed)-\(zeros)\(digits)"
  }

  /// The random numbers of object number `index` for one purpose (`shape`, `noise`).
  public func stream(_ index: Int, seed: UInt64, purpose: String) -> RandomStream {
    RandomStream(seed: seed, key: "\(Self.info.name)/\(index)", purpose: purpose)
  }

  /// The place in `classes` of the class of object number `index`.
  ///
  /// Each run of `count` objects holds every class once, in an order drawn anew for each run: equal
  /// shares that no rule like "every fifth object" can pick apart.
  public static func balancedClass(_ index: Int, of count: Int, seed: UInt64) -> Int {
    precondition(count > 0 && index >= 0, "\(info.name): object \(index) of \(count) classes")
    var random = RandomStream(seed: seed, key: "\(info.name)/\(index / count)", purpose: "class")
    // Fisher & Yates 1938, written out: the library's shuffle may change between Swift versions.
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, Int(random.uniform(0, Double(last + 1))))
    }
    return order[index % count]
  }
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
