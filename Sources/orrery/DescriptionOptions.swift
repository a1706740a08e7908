import ArgumentParser
import OrreryKit
import Pipeline

/// A pipeline's description and what the command line changes of it.
struct DescriptionOptions: ParsableArguments {
  @Argument(help: "The pipeline's description (YAML).", completion: .file(extensions: ["yaml"]))
  var pipeline: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Files to read instead of the description's; quote patterns.", valueName: "glob"))
  var input: [String] = []

  @Option(
    help: ArgumentHelp("Folder for the products.", valueName: "folder"), completion: .directory)
  var output: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Change a setting, as stretch.softening=0.2 or output.png.size=512; may be repeated.",
      valueName: "stage.key=value"))
  var settings: [String] = []

  @OptionGroup var plugins: PluginOptions

  /// The checked plan, and the library that its model comes from.
  /// - Throws: `CommandFailure` with the problems.
  func plan() throws -> (plan: Plan, library: ModelLibrary) {
    guard let pipeline else {
      throw CommandFailure(.usage, "orrery: name a description, as `Pipelines/morphology.yaml`")
    }
    let library = try plugins.library()
    var overrides = PlanReader.Overrides()
    overrides.input = input
    overrides.output = output
    overrides.settings = try settings.map { try SettingOverride($0) }
    let reader = PlanReader(registry: library.registry, library: library)
    let plan = try CommandFailure.description {
      try reader.read(file: pipeline, overrides: overrides)
    }
    return (plan, library)
  }
}
