import ArgumentParser
import Foundation
import OrreryKit
import Pipeline

/// Loads one library, and tries what it registers: run by the command itself in another process, so
/// that a crash in it costs a line of text.
struct PluginsProbe: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe", abstract: "Load one library and tell what it holds.",
    shouldDisplay: false)

  @Argument var library: String
  @Flag var conformance = false
  @Option var recipe: String?

  func run() throws {
    let tried = try PluginConformance(of: library, recipe: recipe)
    if conformance {
      // Each line at once: what was running must be known when it crashes.
      try tried.run { FileHandle.standardOutput.write(Data($0.utf8)) }
    } else {
      print(try tried.manifest().text, terminator: "")
    }
  }
}
