import ArgumentParser
import OrreryKit
import Pipeline

struct Simulate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Make a simulated survey with its truth.",
    discussion: """
      `orrery plugins list` shows the surveys, `orrery plugins show NAME` their settings. Object \
      number n of a seed is always the same; files depend on the settings and the seed alone.
      """)

  @Argument(help: "Name of the simulator: galaxies, fields, spectra, light-curves.")
  var survey: String

  @Option(help: ArgumentHelp("Objects to make.", valueName: "number"))
  var count: Int = 10

  @Option(help: ArgumentHelp("Seed of all random numbers.", valueName: "number"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Folder for the files.", valueName: "folder"), completion: .directory)
  var output: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Change a setting, as size=128 or classes='[spiral, star]'; may be repeated.",
      valueName: "key=value"))
  var settings: [String] = []

  @Option(help: ArgumentHelp("Objects made at once.", valueName: "number"))
  var jobs: Int = 2

  @OptionGroup var plugins: PluginOptions

  @Flag(help: "Say nothing on stderr but errors.")
  var quiet = false

  func validate() throws {
    guard (0...100_000_000).contains(count) else {
      throw ValidationError("--count \(count) must be from 0 to 100000000")
    }
    guard (1...1024).contains(jobs) else {
      throw ValidationError("--jobs \(jobs) must be from 1 to 1024")
    }
  }

  func run() async throws {
    let entry = try Listing.find(survey, "simulator", in: plugins.loader().registry.simulators)
    let survey = try Survey(entry.value, settings: settings, count: count, seed: seed)
    let writer = try SurveyWriter(survey, folder: output)
    let bytes = try await writer.write(jobs: jobs) { done in
      if !quiet, Talk.isTerminal { Talk.progress("\(done) of \(count) objects") }
    }
    if quiet { return }
    if Talk.isTerminal { Talk.progress("") }
    let size = bytes < 1_000_000 ? "\(bytes / 1000) kB" : "\(bytes / 1_000_000) MB"
    Talk.say("\(output): \(count) \(survey.info.name), seed \(seed), \(size), truth.csv".printable)
  }
}
