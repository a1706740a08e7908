import Foundation
import OrreryKit
import TestSupport
import Testing

/// What there is: stages, plug-ins, models, versions, help.
struct ListingCommandTests {
  @Test("stages list shows every stage by category; show its settings")
  func stages() throws {
    let list = try Command(["stages", "list"])
    #expect(list.status == 0)
    #expect(list.output.contains("Normalisation:\n") && list.output.contains("  standardise "))
    let show = try Command(["stages", "show", "stretch"])
    #expect(
      show.output.contains("softening") && show.output.contains("default 0.1")
        && show.output.contains("one of linear, sqrt, log, asinh"))
    let json = try JSONDecoder().decode(
      JSONValue.self, from: Data(try Command(["stages", "show", "stretch", "--json"]).output.utf8))
    guard case .object(let values) = json else {
      Issue.record("no map")
      return
    }
    #expect(values["name"] == .string("stretch"))
  }

  @Test("stages show --png draws a stage on its example, on a file, and refuses wrong settings")
  func sheet() throws {
    let workspace = try Workspace()
    let example = try Command(["stages", "show", "rotate", "--png", workspace["a.png"]])
    #expect(example.status == 0 && example.errors == "wrote \(workspace["a.png"])\n")
    #expect(try PNGImage(path: workspace["a.png"]).width > 500)
    let file = try workspace.writeImage(to: "a.fits")
    let own = try Command([
      "stages", "show", "crop-image", "--png", workspace["b.png"], "--input", file, "--set",
      "size=4",
    ])
    #expect(own.status == 0)
    let wrong = try Command([
      "stages", "show", "crop-image", "--png", workspace["c.png"], "--set", "sise=4",
    ])
    #expect(wrong.status == 2 && wrong.errors.contains("did you mean 'size'"))
    #expect(try Command(["stages", "show", "rotate", "--set", "angles=any"]).status == 2)
  }

  @Test("A number whose default is whole is still a number")
  func numberType() throws {
    let show = try Command(["stages", "show", "blur-psf"])
    #expect(show.output.contains("Share of the objects that are changed (number;"))
  }

  @Test("An unknown name is exit code 2 with the nearest one")
  func unknown() throws {
    let stage = try Command(["stages", "show", "strech"])
    #expect(stage.status == 2)
    #expect(stage.errors == "orrery: no stage 'strech'; did you mean 'stretch'?\n")
    let command = try Command(["valdate", "x"])
    #expect(command.status == 2)
    #expect(
      command.errors
        == "orrery: no command or file 'valdate'; did you mean 'validate' or 'evaluate'?\n")
  }

  @Test("A plug-in library is found by option and by environment")
  func plugins() throws {
    let library = Command.folder + "/libFixturePlugin.so"
    let option = try Command([
      "stages", "show", "fixture/multiply-pixels", "--plugin-path", library,
    ])
    #expect(option.status == 0)
    #expect(option.output.contains("from      \(library)"))
    let workspace = try Workspace()
    try FileManager.default.copyItem(atPath: library, toPath: workspace["libFixturePlugin.so"])
    let environment = try Command(
      ["plugins", "list"], environment: ["ORRERY_PLUGIN_PATH": workspace.path])
    #expect(environment.status == 0)
    #expect(environment.output.contains("stages: fixture/multiply-pixels"))
  }

  @Test("--version names the C libraries; help and completions are there")
  func versions() throws {
    let version = try Command(["--version"])
    #expect(version.status == 0)
    #expect(version.output.contains("WCSLIB ") && version.output.contains("libpng "))
    #expect(try Command(["--help"]).output.contains("SUBCOMMANDS"))
    #expect(try Command(["help", "run"]).output.contains("--dry-run"))
    for shell in ["bash", "zsh", "fish"] {
      let script = try Command(["--generate-completion-script", shell])
      #expect(script.status == 0 && script.output.contains("orrery"))
    }
  }

  @Test("Nothing is coloured where there is no terminal")
  func colours() throws {
    let workspace = try Workspace()
    let input = try workspace.write("no", to: "a.fits")
    let text = try workspace.write("orrery: 1\ninput: { images: \(input) }\n", to: "p.yaml")
    let run = try Command(["run", text, "--output", workspace["out"]])
    #expect(!run.errors.utf8.contains(0x1B) && !run.output.utf8.contains(0x1B))
  }

  @Test("models show ends with the layers of the model; --layers shows them alone, also as JSON")
  func layers() throws {
    let name = "morphology-cnn/simulated"
    let all = try Command(["models", "show", name])
    let table = try Command(["models", "show", name, "--layers"])
    #expect(all.status == 0 && all.output.hasSuffix("\n\n" + table.output))
    #expect(table.output.hasPrefix("layer ") && table.output.contains(" multiply-adds\n"))
    let json = try Command(["models", "show", name, "--layers", "--json"])
    let summary = try JSONDecoder().decode(ModuleSummary.self, from: Data(json.output.utf8))
    #expect(summary.rows.first?.kind == "Conv2d" && summary.rows.first?.name == "body.0")
    #expect(summary.rows.reduce(0) { $0 + $1.parameters } == summary.parameters)
    #expect(table.output == summary.description + "\n")
  }
}
