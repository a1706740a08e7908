import OrreryKit

/// A simulator with its settings, how many objects and which seed: what `orrery simulate` makes.
public struct Survey: Sendable {
  public let simulator: any Simulator
  public let count: Int
  public let seed: UInt64
  /// All settings, Swift names.
  public let settings: JSONValue

  /// - Parameters:
  ///   - settings: `key=value` texts; the value is YAML.
  /// - Throws: `Problems` where a text cannot be read, `Settings.Failure` where a key or value is
  ///   wrong.
  public init(
    _ type: any Simulator.Type, settings: [String] = [], count: Int, seed: UInt64
  ) throws {
    precondition(count >= 0, "Survey: \(count) objects")
    var values: [String: JSONValue] = [:]
    for text in settings {
      let override = try SettingOverride(text)
      guard override.path.count == 1 else {
        throw Problems([Problem(override.place, override.path, "write it as key=value")])
      }
      values[override.path[0]] = override.value.value
    }
    (simulator, self.settings) = try Self.build(type, values)
    self.count = count
    self.seed = seed
  }

  private static func build<S: Simulator>(
    _ type: S.Type, _ values: [String: JSONValue]
  ) throws -> (any Simulator, JSONValue) {
    let simulator = try Settings.decode(values, over: S(), settings: S.info.settings)
    try simulator.validate()
    return (simulator, try Settings.encode(simulator))
  }

  public var info: SimulatorInfo { type(of: simulator).info }

  /// Cards that say how to make an object of this survey again; without a version, so that the
  /// bytes of a survey do not change with it.
  public func cards(of index: Int) -> [Card] {
    [
      Card("CREATOR", "orrery simulate", comment: "program"),
      Card("SURVEY", .string(info.name), comment: "simulator"),
      Card("SEED", .string("\(seed)"), comment: "of the survey"),
      Card("SIMINDEX", .integer(Int64(index)), comment: "number of the object in the survey"),
    ]
  }
}
