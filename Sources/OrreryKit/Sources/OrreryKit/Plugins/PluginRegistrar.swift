/// What a plug-in is handed to register its parts.
///
/// A reference, because it crosses the C entry point as a pointer.
public final class PluginRegistrar {
  /// What has been registered so far.
  public private(set) var registry: Registry
  /// `built-in`, or the path of the plug-in's library.
  public let origin: String
  /// Set by `PluginEntry.run` where registration failed.
  public var failure: (any Error)?

  public init(_ registry: Registry, origin: String) {
    self.registry = registry
    self.origin = origin
  }

  /// - Throws: `Registry.Failure` where the name is taken or not allowed.
  public func register(_ stage: any Stage.Type) throws {
    try registry.register(stage, origin: origin)
  }

  /// - Parameter models: folder with the weights and cards that come with the plug-in.
  public func register(_ architecture: any Architecture.Type, models: String? = nil) throws {
    try registry.register(architecture, models: models, origin: origin)
  }

  /// - Throws: `Registry.Failure` where the name is taken or not allowed.
  public func register(_ simulator: any Simulator.Type) throws {
    try registry.register(simulator, origin: origin)
  }

  /// - Throws: `Registry.Failure` where the name is taken or not allowed.
  public func register(_ loss: any Loss.Type) throws {
    try registry.register(loss, origin: origin)
  }

  /// - Throws: `Registry.Failure` where the name is taken or not allowed.
  public func register(_ metric: any Metric.Type) throws {
    try registry.register(metric, origin: origin)
  }
}
