/// Everything that has been plugged in, by name.
public struct Registry: Sendable {
  /// A name that is taken, or not allowed.
  public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    public var description: String
    public init(_ description: String) { self.description = description }
  }

  /// Something registered and where it came from.
  public struct Entry<Value: Sendable>: Sendable {
    public let value: Value
    /// `built-in`, or the path of the plug-in's library.
    public let origin: String
    /// Folder with the plug-in's models; `nil` where it ships none.
    public let models: String?
  }

  public private(set) var stages: [String: Entry<any Stage.Type>] = [:]
  public private(set) var architectures: [String: Entry<any Architecture.Type>] = [:]
  public private(set) var simulators: [String: Entry<any Simulator.Type>] = [:]
  public private(set) var losses: [String: Entry<any Loss.Type>] = [:]
  public private(set) var metrics: [String: Entry<any Metric.Type>] = [:]

  public init() {}

  /// - Throws: `Failure` where the name is taken or not allowed.
  public mutating func register(_ stage: any Stage.Type, origin: String) throws {
    try Self.insert(stage, named: stage.info.name, "stage", origin, nil, into: &stages)
  }

  /// - Parameter models: folder with `NAME.safetensors` and `NAME.json` files.
  public mutating func register(
    _ architecture: any Architecture.Type, models: String? = nil, origin: String
  ) throws {
    try Self.insert(
      architecture, named: architecture.info.name, "architecture", origin, models,
      into: &architectures)
  }

  /// - Throws: `Failure` where the name is taken or not allowed.
  public mutating func register(_ simulator: any Simulator.Type, origin: String) throws {
    try Self.insert(
      simulator, named: simulator.info.name, "simulator", origin, nil, into: &simulators)
  }

  /// - Throws: `Failure` where the name is taken or not allowed.
  public mutating func register(_ loss: any Loss.Type, origin: String) throws {
    try Self.insert(loss, named: loss.info.name, "loss", origin, nil, into: &losses)
  }

  /// - Throws: `Failure` where the name is taken or not allowed.
  public mutating func register(_ metric: any Metric.Type, origin: String) throws {
    try Self.insert(metric, named: metric.info.name, "metric", origin, nil, into: &metrics)
  }

  private static func insert<Value: Sendable>(
    _ value: Value, named name: String, _ kind: String, _ origin: String, _ models: String?,
    into table: inout [String: Entry<Value>]
  ) throws {
    let allowed = name.utf8.allSatisfy {
      (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2F
    }
    guard allowed, let first = name.utf8.first, (0x61...0x7A).contains(first) else {
      throw Failure(
        "\(kind) name '\(name.printable)' of \(origin): use a-z, 0-9, '-' and one '/' after the author"
      )
    }
    if let other = table[name] {
      throw Failure("\(kind) '\(name)' is registered twice: by \(other.origin) and by \(origin)")
    }
    table[name] = Entry(value: value, origin: origin, models: models)
  }
}
