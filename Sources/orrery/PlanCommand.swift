import ArgumentParser
import OrreryKit
import Pipeline

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Show what a pipeline will do; nothing runs.")

  @OptionGroup var description: DescriptionOptions

  func run() throws {
    let (plan, _) = try description.plan()
    print(PlanText.full(plan))
  }
}
