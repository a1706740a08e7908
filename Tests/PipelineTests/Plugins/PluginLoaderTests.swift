import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

struct PluginLoaderTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// The fixture is built beside the tests.
  private static let fixture: String = {
    let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let folder = URL(fileURLWithPath: executable ?? "").deletingLastPathComponent().path
    return folder + "/libFixturePlugin.so"
  }()

  private func failure(_ path: String) -> String {
    do {
      var loader = PluginLoader(Registry())
      try loader.load(path)
      return "loaded"
    } catch {
      return "\(error)".replacing(workspace.path + "/", with: "")
    }
  }

  @Test("A plug-in library registers its stage, which runs")
  func loads() throws {
    var loader = PluginLoader(try Installation.builtIns())
    try loader.load(Self.fixture)
    let entry = try #require(loader.registry.stages["fixture/multiply-pixels"])
    #expect(entry.origin == Self.fixture)
    var random = RandomStream(seed: 0)
    let image = Image(repeating: 3, height: 1, width: 1)
    let object = try entry.value.init().run(
      SkyObject(id: "a", content: .image(image)), random: &random)
    #expect(object.image?.pixels == [6])
    #expect(throws: PluginFailure.self) { try loader.load(Self.fixture) }
    #expect(loader.loaded.count == 1)
  }

  @Test("What is no plug-in is refused before any of its code runs, in one line")
  func refusals() throws {
    try workspace.write("#!/bin/sh\n", to: "text.so")
    #expect(failure(workspace["text.so"]) == "text.so: is not an ELF file")
    #expect(failure(workspace["absent.so"]) == "absent.so: No such file or directory")
    #expect(failure(workspace.path).hasSuffix(": is a folder"))
    let libraries = ["/lib/x86_64-linux-gnu/libm.so.6", "/lib/aarch64-linux-gnu/libm.so.6"]
    let other = try #require(libraries.first { FileManager.default.fileExists(atPath: $0) })
    #expect(
      failure(other)
        == "\(other): is a shared library but not an Orrery plug-in (no 'orrery_plugin' section)")
  }

  @Test("A plug-in that is cut short anywhere is refused")
  func truncated() throws {
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.fixture)))
    for share in [0.001, 0.1, 0.5, 0.9, 0.99] {
      let cut = Array(whole.prefix(Int(Double(whole.count) * share)))
      try workspace.write(cut, to: "cut.so")
      #expect(failure(workspace["cut.so"]) == "cut.so: is truncated")
    }
  }

  @Test("A plug-in of another contract, compiler or processor is refused with what to do")
  func mismatches() throws {
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.fixture)))
    let magic = Array("ORRERYPL".utf8)
    let tag = try #require(
      whole.indices.dropLast(240).first { Array(whole[$0..<$0 + 8]) == magic })
    var other = whole
    other[tag + 12] = 99
    try workspace.write(other, to: "contract.so")
    #expect(
      failure(workspace["contract.so"])
        == "contract.so: built for OrreryKit \(SDKInfo.version) (contract 99), this orrery provides \(SDKInfo.version) (contract \(SDKInfo.abi)); rebuild the plug-in"
    )
    other = whole
    other[tag + 48] = UInt8(ascii: "X")
    try workspace.write(other, to: "compiler.so")
    #expect(
      failure(workspace["compiler.so"]).contains(
        "rebuild the plug-in with the same Swift toolchain"))
    other = whole
    other[18] = 8
    try workspace.write(other, to: "processor.so")
    #expect(
      failure(workspace["processor.so"]) == "processor.so: is built for another CPU architecture")
  }

  @Test("A plug-in that others may write to is refused")
  func permissions() throws {
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.fixture)))
    try workspace.write(whole, to: "open.so")
    chmod(workspace["open.so"], 0o666)
    #expect(failure(workspace["open.so"]).contains("others may write to it"))
  }

  @Test("Plug-ins of a folder load by name; an absent folder holds none")
  func folders() throws {
    #expect(PluginLoader.libraries(in: [workspace["none"]]) == [])
    try workspace.write("", to: "b.so")
    try workspace.write("", to: "a.so")
    try workspace.write("", to: "c.txt")
    #expect(
      PluginLoader.libraries(in: [workspace.path]) == [workspace["a.so"], workspace["b.so"]])
  }
}
