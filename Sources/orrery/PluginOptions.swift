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

  /// - Throws: `PluginFailure`.
  func loader() throws -> PluginLoader { try Installation.current.loader(extra: paths) }

  /// - Throws: `PluginFailure`.
  func library() throws -> ModelLibrary {
    ModelLibrary(registry: try loader().registry, folders: Installation.current.modelFolders)
  }
}
