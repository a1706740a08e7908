import OrreryKit
import Stages
import Testing

/// Laws of what every built-in stage says of itself.
struct BuiltInStagesTests {
  @Test("Every built-in stage can be registered: names are unique")
  func registers() throws {
    let registrar = PluginRegistrar(Registry(), origin: "built-in")
    try BuiltInStages.register(registrar)
    #expect(registrar.registry.stages.count == BuiltInStages.all.count)
  }

  @Test("The settings that a stage describes are those that its defaults encode")
  func settingsMatchDefaults() throws {
    for stage in BuiltInStages.all {
      let name = stage.info.name
      let described = stage.info.settings.map(\.name)
      #expect(Set(described).count == described.count, "\(name): a setting is described twice")
      guard case .object(let defaults) = try Settings.encode(stage.init()) else {
        Issue.record("\(name): defaults are not a map")
        continue
      }
      // An optional without a value is not encoded: every encoded key must be described.
      for key in defaults.keys {
        #expect(described.contains(key), "\(name): '\(key)' is not described")
      }
      for setting in stage.info.settings where defaults[setting.name] == nil {
        #expect(setting.type != nil, "\(name): '\(setting.name)' has no default and no type")
      }
    }
  }

  @Test("Every stage decodes from an empty map, keeps its defaults and accepts them")
  func decodesEmpty() throws {
    func check<S: Stage>(_ stage: S.Type) throws {
      let decoded = try Settings.decode([:], over: S(), settings: S.info.settings)
      #expect(try Settings.encode(decoded) == Settings.encode(S()), "\(S.info.name)")
      try decoded.validate()
    }
    for stage in BuiltInStages.all { try check(stage) }
  }

  @Test("Every stage has a kebab-case name, a summary and a word on missing data")
  func describesItself() {
    for stage in BuiltInStages.all {
      let info = stage.info
      #expect(info.name.allSatisfy { $0.isLowercase || $0 == "-" }, "\(info.name)")
      #expect(!info.summary.isEmpty && !info.missingData.isEmpty, "\(info.name)")
      #expect(!info.accepts.isEmpty, "\(info.name)")
    }
  }
}
