import OrreryKit

extension PlanReader {
  func readInput(_ root: Section, _ overrides: Overrides, _ problems: ProblemList) -> InputPlan? {
    guard let node = root.child("input") else {
      problems.add(
        root.node["input"]?.place ?? root.node.place, ["input"],
        "is missing: say what to read, as `input: { images: 'fields/*.fits' }`")
      return nil
    }
    return InputReader().read(
      Section(node, ["input"], problems),
      overrides: overrides.input.map { ($0, Place(source: "--input \($0)")) },
      files: overrides.files)
  }
}
