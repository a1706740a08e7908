import ArgumentParser
import Foundation
import OrreryKit
import Pipeline

struct PluginsCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Try whether a plug-in library keeps the contract.",
    discussion: """
      Nothing is built: the file is read, loaded in a process of its own, and everything that it \
      registers is tried there. Architectures are tried on noise, or on objects of --recipe. Exit \
      code 4 where something fails; every failure says what to change.
      """)

  @Argument(help: "The library, libNAME.so.", completion: .file(extensions: ["so"]))
  var library: String
  @Option(
    help: "Recipe whose objects, classes and configuration are used.",
    completion: .file(extensions: ["yaml"]))
  var recipe: String?
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let check = PluginCheck(
      of: library, recipe: recipe, probe: PluginProbe(executable: Installation.executable))
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(check), as: UTF8.self))
    } else {
      print(check.reports.map { "\($0)" }.joined(separator: "\n"))
    }
    let failures = check.reports.reduce(0) { $0 + $1.failures.count }
    if !check.isGood {
      throw CommandFailure(
        .plugin,
        json ? "" : "orrery: \(failures == 1 ? "1 check" : "\(failures) checks") failed")
    }
  }
}
