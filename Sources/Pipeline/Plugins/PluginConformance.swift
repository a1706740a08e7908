import Foundation
import OrreryKit

/// Runs the conformance suite on everything that one library registers: the inside of the child
/// process of `plugins check`.
public struct PluginConformance {
  private let path: String
  private let loader: PluginLoader
  private let recipe: String?

  /// - Parameter recipe: whose objects architectures of its plug-in are tried on.
  /// - Throws: `PluginFailure` where the library cannot be loaded.
  public init(of path: String, recipe: String?) throws {
    self.path = path
    self.recipe = recipe
    var loader = PluginLoader(try Installation.builtIns())
    try loader.load(path)
    self.loader = loader
  }

  /// What the library registers.
  public func manifest() throws -> PluginManifest {
    guard let library = loader.loaded.first else { throw PluginFailure(path, "is not loaded") }
    return try PluginManifest(of: library, registry: loader.registry)
  }

  /// - Parameter write: gets the lines that `PluginCheck` reads.
  /// - Throws: `Problems` or `DataError` where the recipe cannot be used.
  public func run(write: @escaping @Sendable (String) -> Void) throws {
    let registry = loader.registry
    @Sendable func send(_ line: PluginCheck.Line) {
      guard let data = try? JSONEncoder().encode(line) else { return }
      write(String(decoding: data, as: UTF8.self) + "\n")
    }
    func suite(_ subject: String, _ base: Conformance = Conformance()) -> Conformance {
      var suite = base
      suite.announce = { send(.begin(subject: subject, check: $0)) }
      return suite
    }
    let learned = try self.learned()
    for (name, entry) in own(registry.architectures) {
      let base = learned?.architecture == name ? learned?.suite : nil
      send(
        .report(
          suite("architecture \(name)", base ?? Conformance()).report(of: entry)))
    }
    for (name, entry) in own(registry.stages) {
      send(.report(suite("stage \(name)").report(of: entry)))
    }
    for (name, entry) in own(registry.simulators) {
      send(.report(suite("simulator \(name)").report(of: entry)))
    }
    for (name, entry) in own(registry.losses) {
      send(.report(suite("loss \(name)").report(of: entry)))
    }
    for (name, entry) in own(registry.metrics) {
      send(.report(suite("metric \(name)").report(of: entry)))
    }
  }

  private func own<Value: Sendable>(_ table: [String: Registry.Entry<Value>]) -> [(String, Value)] {
    table.filter { $0.value.origin == path }.map { ($0.key, $0.value.value) }
      .sorted { $0.0 < $1.0 }
  }

  /// A few prepared objects of the recipe, with its classes and configuration.
  private func learned() throws -> (architecture: String, suite: Conformance)? {
    guard let recipe else { return nil }
    let reader = RecipeReader(registry: loader.registry)
    var overrides: [SettingOverride] = []
    if try YAMLReader.read(file: recipe)["data"]?["simulator"] != nil {
      overrides = [try SettingOverride("data.count=12")]
    }
    let found = try reader.read(file: recipe, overrides: overrides)
    let set = try TrainingSet(found) { _, _ in }
    return (
      found.model.architecture,
      Conformance(
        objects: Array(set[.train].prefix(4)), classes: found.classes,
        settings: found.model.configuration)
    )
  }
}
