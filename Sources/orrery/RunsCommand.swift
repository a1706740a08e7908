import ArgumentParser
import Foundation
import OrreryKit
import Pipeline

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "Show what runs did in an output folder.",
    subcommands: [List.self, Show.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List every run that worked in the folder.")
    @Argument(help: "An output folder.", completion: .directory) var folder: String
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let runs = try RunHistory(folder: folder).runs()
      print(try json ? Listing.json(Settings.encode(runs)) : RunsText.list(runs))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Show how the objects of a folder stand, or every attempt at one.",
      discussion: "For example: orrery runs show out --object field-00012")
    @Argument(help: "An output folder.", completion: .directory) var folder: String
    @Option(help: ArgumentHelp("Every attempt at this object.", valueName: "id"))
    var object: String?
    @Flag(help: "The objects that failed.") var failed = false
    @Option(help: ArgumentHelp("At most so many objects.", valueName: "number"))
    var limit: Int = 1000
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
      guard limit >= 1 else { throw ValidationError("--limit \(limit) must be at least 1") }
    }

    func run() throws {
      let history = try RunHistory(folder: folder)
      var query = RunHistory.Query()
      query.limit = limit
      query.object = object
      query.includesOld = object != nil
      if failed { query.status = "failed" }
      if object == nil, !failed {
        let (runs, summary) = (try history.runs(), try history.summary())
        guard json else { return print(RunsText.overview(summary, runs)) }
        return print(
          try Listing.json(
            .object([
              "runs": Settings.encode(runs), "summary": Settings.encode(summary),
              "objects": Settings.encode(history.attempts(query)),
            ])))
      }
      let attempts = try history.attempts(query)
      if let object, attempts.isEmpty {
        throw CommandFailure(.usage, "orrery: no run worked on an object '\(object)'".printable)
      }
      print(try json ? Listing.json(Settings.encode(attempts)) : RunsText.attempts(attempts))
    }
  }
}
