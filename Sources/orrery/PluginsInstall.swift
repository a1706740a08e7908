import ArgumentParser
import OrreryKit
import Pipeline

struct PluginsInstall: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Make a plug-in library known to every command.",
    discussion: """
      Copies the library into $XDG_DATA_HOME/orrery/plugins (~/.local/share/orrery/plugins) beside a \
      manifest of what it holds. A library that is changed afterwards is not loaded.
      """)

  @Argument(help: "The library, libNAME.so.", completion: .file(extensions: ["so"]))
  var library: String

  func run() throws {
    let (path, manifest) = try Installation.current.install(library)
    print(
      Listing.table(manifest.parts.map { ("\($0.kind) \($0.name)", "\($0.task): \($0.summary)") }))
    Talk.say("installed \(path.printable)")
  }
}
