import ArgumentParser
import Pipeline

struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check a pipeline's description; no data is read.",
    discussion: """
      Every problem is shown as file:line:column: key: reason, with the names that may have been \
      meant. Exit code 0 where there is none, else 2.
      """)

  @OptionGroup var description: DescriptionOptions

  func run() throws {
    let (plan, _) = try description.plan()
    print("\(plan.file.printable): good: \(PlanText.headline(plan))")
  }
}
