import Foundation
import Templates
import TestSupport
import Testing

struct PluginTemplateTests {
  static let packages = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources/Templates/Packages").path

  private func template(_ kind: PluginTemplate.Kind) throws -> PluginTemplate {
    PluginTemplate(
      kind, name: try #require(PluginName("lens-finder", author: "me")),
      sdk: SDKLocation(modules: "/sdk/modules", headers: "/sdk/headers", libraries: "/sdk/lib"))
  }

  @Test(
    "A package holds manifest, model, door, test, pipeline and read-me under the author's names",
    arguments: PluginTemplate.Kind.allCases)
  func files(kind: PluginTemplate.Kind) throws {
    let files = try template(kind).files(from: Self.packages)
    var expected: Set = [
      ".gitignore", "Package.swift", "README.md", "Sources/LensFinder/LensFinder.swift",
      "Sources/LensFinder/Plugin.swift", "Tests/LensFinderTests/LensFinderTests.swift",
      "pipeline.yaml",
    ]
    if kind != .stage { expected.insert("recipe.yaml") }
    #expect(Set(files.keys) == expected)
    for (path, text) in files {
      for word in ["Template", "template", "ORRERY_M", "ORRERY_H", "ORRERY_L", "SURVEY", "author/"]
      {
        #expect(!text.contains(word), "\(path) still says \(word)")
      }
      #expect(text.split(separator: "\n").count < 160, "\(path) cannot be read at once")
    }
    #expect(files["Package.swift"]?.contains("-L\\(libraries)") == true)
    #expect(files["Package.swift"]?.contains("\"/sdk/lib\"") == true)
    #expect(files["pipeline.yaml"]?.contains("me/lens-finder") == true)
  }

  @Test("A folder that is there already is not written into")
  func existing() throws {
    let workspace = try Workspace()
    #expect(throws: PluginTemplate.Failure.self) {
      try template(.stage).write(to: workspace.path, from: Self.packages)
    }
    let paths = try template(.stage).write(to: workspace["new"], from: Self.packages)
    #expect(paths.count == 7)
    #expect(try workspace.tree("new").keys.sorted() == paths)
  }

  @Test(
    "Names are made of what an author types",
    arguments: [
      ("lens-finder", "me/lens-finder LensFinder"), ("LensFinder", "me/lens-finder LensFinder"),
      ("lsst/lens_finder2", "lsst/lens-finder2 LensFinder2"), ("CNN", "me/cnn Cnn"),
      ("9lives", nil), ("a/b/c", nil), ("lens finder", nil), ("../x", nil), ("", nil),
      ("files", nil), ("/x", nil),
    ] as [(String, String?)])
  func names(text: String, expected: String?) {
    let name = PluginName(text, author: "me")
    #expect(name.map { "\($0.author)/\($0.name) \($0.type)" } == expected)
  }

  @Test("The SDK of a checkout's build is found by its modules and header")
  func location() throws {
    let workspace = try Workspace()
    try workspace.write("", to: "tree/.build/x/debug/Modules/OrreryKit.swiftmodule")
    try workspace.write("", to: "tree/Sources/OrreryKit/Sources/CPlugin/include/CPlugin.h")
    let executable = try workspace.write("", to: "tree/.build/x/debug/orrery")
    let root = URL(fileURLWithPath: workspace.path).resolvingSymlinksInPath().path
    #expect(
      SDKLocation(executable: executable)
        == SDKLocation(
          modules: root + "/tree/.build/x/debug/Modules",
          headers: root + "/tree/Sources/OrreryKit/Sources/CPlugin/include",
          libraries: root + "/tree/.build/x/debug"))
    try workspace.write("", to: "prefix/lib/orrery/sdk/OrreryKit.swiftmodule")
    let installed = try workspace.write("", to: "prefix/bin/orrery")
    #expect(SDKLocation(executable: installed)?.libraries == root + "/prefix/lib")
    #expect(SDKLocation(executable: workspace["bin/orrery"]) == nil)
  }
}
