import OrreryKit
import Testing

struct RegistryTests {
  struct Nothing: Stage {
    static let info = StageInfo(
      name: "toy/nothing", summary: "Does nothing.", category: .preparation, accepts: [.image],
      missingData: "Stays.")
    func run(_ object: SkyObject, random: inout RandomStream) throws -> SkyObject { object }
  }

  struct Shouting: Stage {
    static let info = StageInfo(
      name: "Loud Name", summary: "Has a bad name.", category: .preparation, accepts: [.image],
      missingData: "Stays.")
    func run(_ object: SkyObject, random: inout RandomStream) throws -> SkyObject { object }
  }

  @Test("A second registration of a name is an error that names both origins")
  func duplicate() throws {
    var registry = Registry()
    try registry.register(Nothing.self, origin: "a.so")
    #expect {
      try registry.register(Nothing.self, origin: "b.so")
    } throws: {
      "\($0)" == "stage 'toy/nothing' is registered twice: by a.so and by b.so"
    }
    #expect(registry.stages["toy/nothing"]?.origin == "a.so")
  }

  @Test("A name with capitals or spaces is refused")
  func badName() {
    var registry = Registry()
    #expect(throws: Registry.Failure.self) { try registry.register(Shouting.self, origin: "c.so") }
    #expect(registry.stages.isEmpty)
  }

  @Test("The entry refuses another contract before it runs the plug-in")
  func otherContract() {
    let registrar = PluginRegistrar(Registry(), origin: "old.so")
    let pointer = Unmanaged.passUnretained(registrar).toOpaque()
    var ran = false
    #expect(PluginEntry.run(SDKInfo.abi + 1, pointer) { _ in ran = true } == 1)
    #expect(!ran)
    #expect(PluginEntry.run(SDKInfo.abi, pointer) { try $0.register(Nothing.self) } == 0)
    #expect(registrar.registry.stages.count == 1)
    #expect(PluginEntry.run(SDKInfo.abi, pointer) { try $0.register(Nothing.self) } == 2)
    #expect(registrar.failure is Registry.Failure)
  }
}
