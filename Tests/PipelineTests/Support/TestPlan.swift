import OrreryKit

@testable import Pipeline
import TestSupport

/// Reads descriptions with the built-in stages and the toy classifier.
enum TestPlan {
  static func reader(_ workspace: Workspace) throws -> PlanReader {
    let registrar = PluginRegistrar(try Installation.builtIns(), origin: "test")
    try registrar.register(BrightnessClassifier.self)
    let registry = registrar.registry
    let library = ModelLibrary(registry: registry, folders: [workspace["models"]])
    return PlanReader(registry: registry, library: library)
  }

  static func read(
    _ text: String, _ workspace: Workspace, set: [String] = [], input: [String] = []
  ) throws -> Plan {
    var overrides = PlanReader.Overrides()
    overrides.settings = try set.map { try SettingOverride($0) }
    overrides.input = input
    return try reader(workspace).read(text: text, file: "p.yaml", overrides: overrides)
  }

  /// The problems of a description, a line each; empty where there are none.
  static func problems(
    _ text: String, _ workspace: Workspace, set: [String] = []
  ) throws -> [String] {
    do {
      _ = try read(text, workspace, set: set)
      return []
    } catch let problems as Problems {
      return problems.all.map(\.description)
    }
  }
}
