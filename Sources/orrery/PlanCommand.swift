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

  func validate() throws {
    guard (1...100_000).contains(shards) else {
      throw ValidationError("--shards \(shards) must be from 1 to 100000")
    }
    if shards > 1, freeze == nil { throw ValidationError("--shards belongs to --freeze") }
  }

  func run() async throws {
    let (plan, _) = try description.plan()
    guard let freeze else {
      print(PlanText.full(plan))
      return print(PlanText.forecast(try Forecast(plan, jobs: 2), jobs: 2))
    }
    let frozen = await FrozenPlan(plan, shards: shards, jobs: 2)
    try frozen.write(to: freeze)
    print(PlanText.frozen(frozen, path: freeze))
  }
}
