import Foundation
import OrreryKit
import TestSupport
import Testing

/// `plugins new`, `check`, `install` and `show`, and what is said of libraries that cannot be used.
struct PluginsCommandTests {
  private let workspace: Workspace
  private static let fixture = Command.folder + "/libFixturePlugin.so"
  private static let faulty = Command.folder + "/libFaultyPlugin.so"

  init() throws { workspace = try Workspace() }

  /// The command without the user's own plug-ins.
  private func command(_ arguments: String..., fault: String? = nil) throws -> Command {
    var environment = ["XDG_DATA_HOME": workspace["data"]]
    environment["ORRERY_FAULT"] = fault
    return try Command(arguments, environment: environment)
  }

  @Test("check of a good plug-in prints what was tried and ends with 0")
  func good() throws {
    let check = try command("plugins", "check", Self.fixture)
    #expect(check.status == 0, "\(check.output)\(check.errors)")
    #expect(check.output.hasPrefix("file \(Self.fixture)\n  ok   whole, of this contract"))
    #expect(check.output.contains("stage fixture/multiply-pixels\n  ok   name and settings"))
    let json = try command("plugins", "check", Self.fixture, "--json")
    #expect(json.output.contains("\"outcome\" : \"passed\""))
  }

  @Test("check tells what to change in a plug-in that breaks laws")
  func broken() throws {
    let check = try command("plugins", "check", Self.faulty)
    #expect(check.status == 4)
    #expect(check.errors == "orrery: 3 checks failed\n")
    #expect(check.output.contains("info.settings lacks Setting(\"strength\", …)"))
    #expect(check.output.contains("only a stage of category .augmentation"))
  }

  @Test("check outlives a crash and names what was tried")
  func crash() throws {
    let check = try command("plugins", "check", Self.faulty, fault: "trap")
    #expect(check.status == 4)
    #expect(check.output.contains("FAIL an object comes out"))
    #expect(check.output.contains("boom in run"))
  }

  @Test(
    "A library that crashes, throws or clashes while it registers is one line, before any data",
    arguments: [
      ("crash", "boom in registration while it registers"),
      ("throw", "registration failed: no table of filters beside the library"),
      ("duplicate", "stage 'standardise' is registered twice: by built-in and by \(faulty)"),
      ("name", "use a-z, 0-9, '-'"),
    ])
  func registration(fault: String, words: String) throws {
    let file = try workspace.writeImage(to: "a.fits")
    let pipeline = try workspace.write(
      "orrery: 1\ninput: { images: '\(file)' }\nstages: [standardise]\n", to: "pipeline.yaml")
    let run = try command(
      "run", pipeline, "--output", workspace["out"], "--plugin-path", Self.faulty, fault: fault)
    #expect(run.status == 4)
    #expect(run.errors.hasPrefix("orrery: \(Self.faulty): "), "\(run.errors)")
    #expect(run.errors.contains(words), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(!FileManager.default.fileExists(atPath: workspace["out"]))
  }

  @Test("A library without the entry symbol is refused with its name")
  func entry() throws {
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.fixture)))
    let name = Array("orrery_plugin_register\0".utf8)
    var place = 0
    while place + name.count <= bytes.count {
      if bytes[place] == name[0], Array(bytes[place..<place + name.count]) == name {
        bytes[place + name.count - 2] = UInt8(ascii: "x")
      }
      place += 1
    }
    let library = try workspace.write(bytes, to: "renamed.so")
    let list = try command("stages", "list", "--plugin-path", library)
    #expect(list.status == 4)
    #expect(list.errors.contains("does not export 'orrery_plugin_register'"), "\(list.errors)")
  }

  @Test("install copies a library with its manifest; it is then found, and shown without being run")
  func install() throws {
    let install = try command("plugins", "install", Self.fixture)
    #expect(install.status == 0, "\(install.errors)")
    #expect(install.output.contains("stage fixture/multiply-pixels"))
    let library = workspace["data/orrery/plugins/libFixturePlugin.so"]
    #expect(install.errors == "installed \(library)\n")
    #expect(try command("stages", "show", "fixture/multiply-pixels").status == 0)
    let show = try command("plugins", "show", library)
    #expect(show.output.contains("compiler ") && show.output.contains("contract \(SDKInfo.abi)"))
    #expect(show.output.contains("  factor  What to multiply by (number; default 2)"))
    #expect(show.output.contains("loss fixture/generalised-cross-entropy, training: "))
  }

  @Test("A library in the user's folder that cannot be loaded is listed, and stops nothing")
  func refused() throws {
    try workspace.write("no library", to: "data/orrery/plugins/old.so")
    let path = workspace["data/orrery/plugins/old.so"]
    let list = try command("plugins", "list")
    #expect(list.status == 0 && list.output.contains("not loaded: \(path): is not an ELF file"))
    let stages = try command("stages", "list")
    #expect(stages.status == 0)
    #expect(stages.errors == "orrery: not loaded: \(path): is not an ELF file\n")
  }

  @Test("new writes a package for each kind and refuses a name or folder that cannot be used")
  func new() throws {
    let folder = workspace["LensFinder"]
    let made = try command(
      "plugins", "new", "me/lens-finder", "--kind", "classifier", "--output", folder)
    #expect(made.status == 0, "\(made.errors)")
    #expect(made.output.contains("\(folder)/Sources/LensFinder/LensFinder.swift\n"))
    let manifest = String(decoding: try workspace.bytes("LensFinder/Package.swift"), as: UTF8.self)
    #expect(manifest.contains("let libraries = \"\(Command.folder)\""))
    let again = try command(
      "plugins", "new", "me/lens-finder", "--kind", "classifier", "--output", folder)
    #expect(again.status == 2 && again.errors.contains("is there already"))
    let name = try command("plugins", "new", "9lives", "--kind", "stage", "--output", folder)
    #expect(name.status == 2 && name.errors.contains("cannot be a name"))
  }

  @Test("Losses and metrics of a plug-in are tried by check, listed, shown and taken by a recipe")
  func objectives() throws {
    let check = try command("plugins", "check", Self.fixture)
    #expect(check.status == 0, "\(check.output)")
    for subject in ["loss fixture/generalised-cross-entropy", "metric fixture/purity"] {
      #expect(check.output.contains("\(subject)\n  ok   name and settings"))
    }
    let list = try command("plugins", "list", "--plugin-path", Self.fixture)
    #expect(list.output.contains("metric: Share that is right of what the model"))
    #expect(list.output.contains("loss: Cross-entropy in which what is easy counts little."))
    let show = try command("plugins", "show", "focal")
    #expect(show.status == 0 && show.output.contains("compares  classes"), "\(show.output)")
    #expect(show.output.contains("gamma") && show.output.contains("default 2"))
    let metric = try command("plugins", "show", "root-mean-square-error")
    #expect(metric.output.contains("better    when lower"), "\(metric.output)")
    for (name, words) in [
      ("segmenter", "presence"), ("morphology-cnn", "classes"), ("row-flow", "its own"),
    ] {
      let model = try command("plugins", "show", name)
      #expect(model.output.contains("learns   by a loss of \(words)"), "\(model.output)")
    }
    let both = try command("plugins", "show", "mean-absolute-error")
    #expect(both.output.contains("compares  values") && both.output.contains("measures  values"))
    let unknown = try command("plugins", "show", "focl")
    #expect(unknown.errors == "orrery: no plug-in 'focl'; did you mean 'focal'?\n")
    let recipe = try workspace.write(
      """
      orrery: 1
      data: { simulator: galaxies, count: 60, seed: 5, settings: { size: 16, classes: [elliptical, edge-on] } }
      classes: [elliptical, edge-on]
      stages: [standardise]
      model: { plugin: morphology-cnn, weights: tiny, configuration: { width: 4, depth: 2 } }
      loss: { function: fixture/generalised-cross-entropy, exponent: 0.5 }
      metrics: [{ fixture/purity: { least: 0.1 } }]
      epochs: 1
      batch: 16
      """, to: "recipe.yaml")
    let train = try command(
      "train", recipe, "--output", workspace["models"], "--plugin-path", Self.fixture, "--json",
      "--quiet")
    #expect(train.status == 0, "\(train.errors)")
    #expect(train.output.contains("\"fixture/purity\" : "), "\(train.output)")
    let without = try command("train", recipe, "--output", workspace["models"], "--quiet")
    #expect(without.status == 2)
    #expect(
      without.errors.contains(
        ":6:19: loss.function: unknown loss 'fixture/generalised-cross-entropy'"),
      "\(without.errors)")
  }

  @Test("schema prints JSON Schema of pipelines and recipes, with what is plugged in")
  func schema() throws {
    let pipeline = try command("schema", "pipeline", "--plugin-path", Self.fixture)
    #expect(pipeline.status == 0)
    #expect(pipeline.output.contains("fixture/multiply-pixels"))
    let recipe = try command("schema", "recipe")
    #expect(recipe.output.contains("\"optimizer\"") && recipe.output.contains("label-smoothing"))
  }
}
