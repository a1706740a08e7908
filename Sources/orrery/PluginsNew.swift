import ArgumentParser
import Foundation
import OrreryKit
import Pipeline
import Templates

struct PluginsNew: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a package for a plug-in of your own.",
    discussion: """
      For example: orrery plugins new lens-finder --kind classifier

      The package builds, passes its tests and trains as it is; its README says how.
      """)

  @Argument(help: "Name of the plug-in: lens-finder, or me/lens-finder.") var name: String
  @Option(
    help: "classifier (images), segmenter, series (light curves), generator or stage.",
    transform: PluginsNew.kind)
  var kind: PluginTemplate.Kind
  @Option(help: "Whom names start with.") var author = "my"
  @Option(
    help: ArgumentHelp("Folder for the package; named as the type otherwise.", valueName: "folder"))
  var output: String?

  func run() throws {
    guard let name = PluginName(name, author: author) else {
      throw CommandFailure(
        .usage,
        "orrery: '\(self.name)' cannot be a name: use letters, digits and '-', a letter first"
          .printable)
    }
    let executable = Installation.executable
    guard let sdk = SDKLocation(executable: executable) else {
      throw CommandFailure(
        .plugin, "orrery: the SDK is not beside the command; `make install` puts it there")
    }
    let template = PluginTemplate(kind, name: name, sdk: sdk)
    let folder = output ?? name.type
    do {
      for path in try template.write(
        to: folder, from: PluginTemplate.folder(executable: executable))
      {
        print("\(folder)/\(path)".printable)
      }
    } catch let failure as PluginTemplate.Failure {
      throw CommandFailure(.usage, "orrery: \(failure)".printable)
    }
    Talk.say(
      "Next: cd \(folder.printable) && swift build -c release && swift test; see README.md")
  }

  private static func kind(_ text: String) throws -> PluginTemplate.Kind {
    if let kind = PluginTemplate.Kind(rawValue: text) { return kind }
    let names = PluginTemplate.Kind.allCases.map(\.rawValue)
    throw ValidationError(
      "must be \(names.joined(separator: ", "))"
        + NearestNames.suggestion(for: text, among: names, listing: false))
  }
}
