import ArgumentParser
import Pipeline

/// Which plug-ins are there: options of every command that needs them.
struct PluginOptions: ParsableArguments {
  @Option(
    name: .customLong("plugin-path"),
    help: ArgumentHelp(
      "A plug-in library, or a folder of them; may be repeated. Also: ORRERY_PLUGIN_PATH.",
      valueName: "path"))
  var paths: [String] = []

  /// - Parameter refusing: lists what cannot be loaded instead of stopping at it.
  /// - Throws: `PluginFailure`.
  func loader(refusing: Bool = false) throws -> PluginLoader {
    let loader = try Installation.current.loader(extra: paths, refusing: refusing)
    // Nobody asked for these: they are named, and the command goes on without them.
    if !refusing { for failure in loader.refused { Talk.say("orrery: not loaded: \(failure)") } }
    return loader
  }

  /// - Throws: `PluginFailure`.
  func library() throws -> ModelLibrary {
    ModelLibrary(registry: try loader().registry, folders: Installation.current.modelFolders)
  }
}
