import ArgumentParser
import Foundation
import OrreryKit
import Pipeline

@main
struct Orrery: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orrery",
    abstract: "Deep learning for astronomy, from FITS to catalogue.",
    discussion: """
      A file as the only argument is inspected: `orrery field.fits`.

      Exit codes: 0 all good, 1 some objects failed, 2 usage or configuration, 3 no input \
      readable, 4 plug-in, 5 resources or output not writable, 75 interrupted (run again).
      """,
    version: Version.text,
    // Each states its name: made from that of its type, names would take a tenth of the start.
    subcommands: [
      Run.self, Inspect.self, Validate.self, PlanCommand.self, Train.self, Evaluate.self,
      Generate.self, Simulate.self, RunsCommand.self, Merge.self, Verify.self, Submit.self,
      ReportCommand.self, Serve.self,
      StagesCommand.self, PluginsCommand.self, ModelsCommand.self, Import.self, Export.self,
      Schema.self,
    ])

  /// Parses and runs the command line; the process ends with the documented exit code.
  static func main() async {
    let status = await status(of: Array(CommandLine.arguments.dropFirst()))
    Foundation.exit(status.rawValue)
  }

  private static func status(of arguments: [String]) async -> ExitStatus {
    do {
      try checkCommand(arguments)
      var command = try parseAsRoot(withInspect(arguments))
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return .success
    } catch {
      return report(error)
    }
  }

  /// A file as the only argument means `inspect`.
  private static func withInspect(_ arguments: [String]) -> [String] {
    guard arguments.count == 1, let file = arguments.first, !file.hasPrefix("-"),
      let inspect = configuration.subcommands.first(where: { $0._commandName == "inspect" }),
      !configuration.subcommands.contains(where: { $0._commandName == file }),
      FileManager.default.fileExists(atPath: file)
    else { return arguments }
    return [inspect._commandName, file]
  }

  /// - Throws: `CommandFailure` with the nearest names where the first word is no command.
  private static func checkCommand(_ arguments: [String]) throws {
    guard let word = arguments.first, !word.hasPrefix("-") else { return }
    let names = configuration.subcommands.map { $0._commandName } + ["help"]
    if names.contains(word) || FileManager.default.fileExists(atPath: word) { return }
    let hint = NearestNames.suggestion(for: word, among: names)
    throw CommandFailure(.usage, "orrery: no command or file '\(word)'\(hint)".printable)
  }

  private static func report(_ error: any Error) -> ExitStatus {
    if let failure = error as? CommandFailure {
      if !failure.message.isEmpty { Talk.say(failure.message) }
      return failure.status
    }
    let code = exitCode(for: error)
    if code == .success {
      print(message(for: error))
      return .success
    }
    if let failure = CommandFailure(error) { return report(failure) }
    Talk.say(fullMessage(for: error))
    return .usage
  }
}
