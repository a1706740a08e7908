import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

struct InstallationTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private static let fixture: String = {
    let folder = URL(fileURLWithPath: Installation.executable).deletingLastPathComponent().path
    return folder + "/libFixturePlugin.so"
  }()

  private func installation(_ environment: [String: String] = [:]) -> Installation {
    Installation(
      executable: workspace["prefix/bin/program"],
      environment: ["XDG_DATA_HOME": workspace["data"]].merging(environment) { $1 })
  }

  private func put(_ name: String) throws -> String {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.fixture)))
    return try workspace.write(bytes, to: name)
  }

  @Test("Plug-ins are found in the user's folder and the program's; each library loads once")
  func folders() throws {
    let user = try put("data/orrery/plugins/libFixturePlugin.so")
    #expect(try installation().loader().loaded.map(\.path) == [user])
    #expect(
      installation().ownPluginFolder == workspace["prefix/lib/orrery/plugins"])
    // By option and by environment it is still one library.
    let both = try installation(["ORRERY_PLUGIN_PATH": workspace["data/orrery/plugins"]])
      .loader(extra: [user])
    #expect(both.loaded.map(\.path) == [user] && both.refused.isEmpty)
    #expect(
      Installation(executable: "/x/bin/orrery", environment: ["HOME": "/home/me"]).userPluginFolder
        == "/home/me/.local/share/orrery/plugins")
  }

  @Test(
    "What nobody asked for and cannot be loaded is left out and noted; what was asked for stops")
  func refusal() throws {
    try workspace.write("text", to: "data/orrery/plugins/old.so")
    let loader = try installation().loader()
    #expect(loader.loaded.isEmpty)
    #expect(loader.refused.map(\.reason) == ["is not an ELF file"])
    let named = installation(["ORRERY_PLUGIN_PATH": workspace["data/orrery/plugins"]])
    #expect(throws: PluginFailure.self) { try named.loader() }
    #expect(try named.loader(refusing: true).refused.count == 1)
  }

  @Test("Two libraries with one stage are an error that names both files")
  func duplicate() throws {
    let first = try put("a/one.so")
    let second = try put("b/two.so")
    do {
      _ = try installation().loader(extra: [first, second])
      Issue.record("loaded twice")
    } catch {
      #expect("\(error)".contains(first) && "\(error)".contains(second))
    }
  }

  @Test("A library that was changed behind its manifest is not loaded")
  func manifest() throws {
    let library = try put("a/one.so")
    var loader = PluginLoader(try Installation.builtIns())
    try loader.load(library)
    let loaded = try #require(loader.loaded.first)
    let manifest = try PluginManifest(of: loaded, registry: loader.registry)
    #expect(
      manifest.parts.map { "\($0.kind) \($0.name)" } == [
        "loss fixture/generalised-cross-entropy", "metric fixture/purity",
        "stage fixture/multiply-pixels",
      ])
    try workspace.write(try manifest.text, to: "a/one.so.json")
    #expect(try PluginManifest.beside(library)?.text == manifest.text)
    var other = PluginLoader(try Installation.builtIns())
    try other.load(library)
    // One byte behind the program's parts: only the digest tells.
    let whole = try workspace.bytes("a/one.so")
    // A new file: the pages of the old one are in use.
    try FileManager.default.removeItem(atPath: library)
    try workspace.write(whole + [0], to: "a/one.so")
    var third = PluginLoader(try Installation.builtIns())
    #expect(
      throws: PluginFailure(
        library, "was changed since it was installed (SHA-256); install it again")
    ) {
      try third.load(library)
    }
  }
}
