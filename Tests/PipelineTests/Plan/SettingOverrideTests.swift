import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

struct SettingOverrideTests {
  let workspace: Workspace
  let text: String

  init() throws {
    workspace = try Workspace()
    try workspace.write([], to: "a.fits")
    text = """
      orrery: 1
      input: { images: \(workspace["a.fits"]) }
      stages:
        - standardise
        - stretch: { softening: 0.1 }
        - bin-image
        - bin-image
      """
  }

  private func settings(_ plan: Plan, _ stage: Int) -> [String: JSONValue] {
    if case .object(let values) = plan.stages[stage].settings { values } else { [:] }
  }

  @Test("A setting of a stage, of a bare stage and of a section can be set")
  func sets() throws {
    let plan = try TestPlan.read(
      text, workspace,
      set: ["stretch.softening=0.2", "standardise.per=image", "seed=7", "output.png.size=128"])
    #expect(settings(plan, 1)["softening"] == .number(0.2))
    #expect(settings(plan, 0)["per"] == .string("image"))
    #expect(plan.seed == 7)
    #expect(plan.output.pictures?.size == 128)
  }

  @Test("A later --set wins")
  func last() throws {
    let plan = try TestPlan.read(text, workspace, set: ["seed=7", "seed=8"])
    #expect(plan.seed == 8)
  }

  @Test(
    "A wrong --set is told as a wrong line of the file, with the option as its place",
    arguments: [
      ("stretch.softening=big", "stages.stretch.softening: must be a number, not a text"),
      ("stretch.sofening=1", "stages.stretch.sofening: unknown key; did you mean 'softening'?"),
      ("strech.softening=1", "strech: no such section or stage; did you mean 'stretch'?"),
      ("bin-image.factor=3", "bin-image: there are 2 such stages; change them in the file"),
      ("stretch=1", "stretch: name the key too: stretch.key=value"),
      ("seed=-1", "seed: -1 must be at least 0"),
    ])
  func wrong(option: String, reason: String) throws {
    #expect(
      try TestPlan.problems(text, workspace, set: [option]) == ["--set \(option): \(reason)"])
  }

  @Test("A text that is no PATH=VALUE is refused")
  func noEquals() throws {
    #expect(
      try TestPlan.problems(text, workspace, set: ["softening"])
        == ["--set softening: write it as stage.key=value"])
  }
}
