import ArgumentParser
import OrreryKit
import Pipeline

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Show what a pipeline will do; nothing runs.",
    discussion: """
      --freeze writes the work down: the description with every setting, every input with its \
      digest, and which shard does what. `orrery run --plan FILE --shard i/n` then does the same \
      work on any machine, and refuses an input that is another file by then.
      """)

  @OptionGroup var description: DescriptionOptions

  @Option(
    help: ArgumentHelp("Read every input and write the plan to this file.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var freeze: String?

  @Option(help: ArgumentHelp("Shards to divide the work into.", valueName: "number"))
  var shards: Int = 1

  @Option(help: ArgumentHelp("Objects worked on at once.", valueName: "number"))
  var jobs: Int = 2

  @Option(
    name: .customLong("max-rss"),
    help: ArgumentHelp("Memory that the run may take, as 800M or 4G.", valueName: "size"))
  var maxRSS: String?

  @Flag(help: "Run a little of the input, into a folder that is removed, to tell the time.")
  var trial = false

  func validate() throws {
    if let maxRSS, MemoryLimit(maxRSS) == nil {
      throw ValidationError("--max-rss '\(maxRSS.printable)' must be a size, as 800M or 4G")
    }
    guard (1...1024).contains(jobs) else {
      throw ValidationError("--jobs \(jobs) must be from 1 to 1024")
    }
    guard (1...100_000).contains(shards) else {
      throw ValidationError("--shards \(shards) must be from 1 to 100000")
    }
    if shards > 1, freeze == nil { throw ValidationError("--shards belongs to --freeze") }
  }

  func run() async throws {
    let (plan, library) = try description.plan()
    guard let freeze else {
      let model = try CommandFailure.model(of: plan, from: library)
      var options = RunOptions(jobs: jobs)
      options.memory = maxRSS.flatMap { MemoryLimit($0) } ?? MemoryLimit()
      print(PlanText.full(plan))
      let forecast = try Forecast(plan, model: model, options: options)
      let seconds =
        try await trial && forecast.refusals.isEmpty
        ? Trial(plan, model: model, options: options)?.seconds : nil
      print(PlanText.forecast(forecast, jobs: jobs, seconds: seconds))
      if let refusal = forecast.refusals.first {
        throw CommandFailure(.resources, "orrery: " + refusal)
      }
      return
    }
    let frozen = await FrozenPlan(plan, shards: shards, jobs: 2)
    try frozen.write(to: freeze)
    print(PlanText.frozen(frozen, path: freeze))
  }
}
