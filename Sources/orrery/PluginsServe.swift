import ArgumentParser
import Pipeline

/// Runs parts of plug-ins for a run with `--isolate`: started by the command itself.
struct PluginsServe: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run parts of plug-ins for another process.",
    shouldDisplay: false)

  func run() { IsolationServer.run() }
}
