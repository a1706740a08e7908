import ArgumentParser
import Foundation
import OrreryKit
import Pipeline

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a pipeline on its input and write its products.",
    discussion: """
      Relative paths are taken from the working directory. An object that cannot be used is noted \
      with its reason and the run goes on. Ctrl-C finishes the objects in hand and writes the \
      catalogue of what is done; a second one ends at once.
      """)

  @OptionGroup var description: DescriptionOptions

  @Option(help: ArgumentHelp("Objects worked on at once.", valueName: "number"))
  var jobs: Int = 2

  @Flag(help: "Check everything and show the plan; read no pixel, write nothing.")
  var dryRun = false

  @Flag(help: "Print the summary as JSON on stdout.")
  var json = false

  @Flag(help: "Say nothing on stderr but errors.")
  var quiet = false

  func validate() throws {
    guard (1...1024).contains(jobs) else {
      throw ValidationError("--jobs \(jobs) must be from 1 to 1024")
    }
  }

  func run() async throws {
    let (plan, library) = try description.plan()
    if dryRun { return print(PlanText.full(plan)) }
    let model: LoadedModel?
    do {
      model = try plan.model.map(library.load)
    } catch {
      throw CommandFailure(.plugin, "orrery: \(error)".printable)
    }
    let progress = ProgressLine(isQuiet: quiet)
    let stop = StopFlag()
    let signals = StopSignals(stop)
    defer { signals.cancel() }
    let summary = try await Runner(plan: plan, model: model, jobs: jobs).run(stop: stop) {
      progress.show($0)
    }
    progress.finish()
    if !quiet { Talk.say(SummaryText.text(summary)) }
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(summary), as: UTF8.self))
    }
    if summary.isInterrupted {
      throw CommandFailure(
        .interrupted,
        "orrery: stopped; the catalogue holds what is done, the same command starts again")
    }
    guard summary.status == .success else { throw CommandFailure(summary.status) }
  }
}
