import Foundation
import OrreryKit

/// Turns a description into a checked `Plan`, before any pixel is read.
///
/// Relative paths are taken from the working directory, as a shell does.
public struct PlanReader {
  /// What the command line changes of a description.
  public struct Overrides: Sendable {
    /// `--input`: replaces the input's patterns.
    public var input: [String] = []
    /// The files of a frozen plan, in place of all patterns; they need not be there.
    public var files: [String]?
    /// `--output`: replaces the output folder.
    public var output: String?
    /// `--set`, in order.
    public var settings: [SettingOverride] = []
    public init() {}
  }

  /// The keys of a description.
  static let sections = [
    "orrery", "description", "input", "stages", "model", "output", "seed",
  ]

  public let registry: Registry
  public let library: ModelLibrary

  public init(registry: Registry, library: ModelLibrary) {
    self.registry = registry
    self.library = library
  }

  /// The plan in a file.
  /// - Throws: `Problems` with everything that is wrong, by line; `DataError.unreadable`.
  public func read(file: String, overrides: Overrides = Overrides()) throws -> Plan {
    try read(YAMLReader.read(file: file), file: file, overrides: overrides)
  }

  /// The plan in a text; `file` is named in problems.
  public func read(text: String, file: String, overrides: Overrides = Overrides()) throws -> Plan {
    try read(YAMLReader.read(text, source: file), file: file, overrides: overrides)
  }

  private func read(_ node: YAMLNode, file: String, overrides: Overrides) throws -> Plan {
    let problems = ProblemList()
    var node = node
    for setting in overrides.settings {
      do {
        node = try setting.applied(to: node)
      } catch let error as Problems {
        for problem in error.all { problems.add(problem.place, problem.path, problem.reason) }
      }
    }
    let root = Section(node, [], problems)
    root.checkKeys(Self.sections)
    checkVersion(root)
    let input = readInput(root, overrides, problems)
    let before = problems.all.count
    let stageReader = StageReader(registry: registry, problems: problems)
    var stages = root.child("stages").map { stageReader.read($0, ["stages"]) } ?? []
    // A stage that could not be read is no reason to complain of those that need it.
    let stagesRead = problems.all.count == before
    if let input, stagesRead { stageReader.checkOrder(stages, kind: input.kind, ["stages"]) }
    var model: PlannedModel?
    if let section = root.child("model").map({ Section($0, ["model"], problems) }) {
      let reader = ModelReader(registry: registry, library: library, problems: problems)
      model = reader.read(section, stages: &stages, kind: input?.kind, compare: stagesRead)
    }
    for stage in stages { checkUsable(stage, problems) }
    let output = readOutput(
      root, overrides, file: file, stages: stagesRead ? stages : nil,
      model: architecture(root), problems)
    let seed = root.whole("seed", 0...Int64.max)
    try problems.throwIfAny()
    guard let input, let output else { preconditionFailure("a plan without problems is whole") }
    var plan = Plan(
      file: file, description: root.text("description") ?? "", input: input, stages: stages,
      model: model, output: output, seed: UInt64(seed ?? 0))
    plan.plugins = try plugins(of: plan)
    return plan
  }

  /// The libraries that parts of the plan come from, each with its digest.
  private func plugins(of plan: Plan) throws -> [String: String] {
    var origins = Set(plan.stages.compactMap { registry.stages[$0.name]?.origin })
    if let model = plan.model {
      if let entry = registry.architectures[model.entry.architecture] {
        origins.insert(entry.origin)
      }
    }
    var result: [String: String] = [:]
    for origin in origins.sorted() where FileManager.default.fileExists(atPath: origin) {
      let name = URL(fileURLWithPath: origin).lastPathComponent
      result[name] = try SHA256.hexadecimal(ofFile: origin)
    }
    return result
  }

  /// The model's architecture, whether or not its weights are here.
  private func architecture(_ root: Section) -> ArchitectureInfo? {
    guard case .string(let name)? = root.node["model"]?["plugin"]?.value else { return nil }
    return registry.architectures[name]?.value.info
  }

  private func checkVersion(_ root: Section) {
    if root.child("orrery") == nil {
      root.problems.add(
        root.node.place, ["orrery"], "is missing: start the description with `orrery: 1`")
    }
    if let version = root.whole("orrery", 0...Int64.max), version != 1,
      let node = root.node["orrery"]
    {
      root.problems.add(
        node.place, ["orrery"], "descriptions of version \(version) are not read; this is 1")
    }
  }

  private func checkUsable(_ planned: PlannedStage, _ problems: ProblemList) {
    let path = ["stages", planned.name]
    if planned.stage is any MixingStage {
      problems.add(planned.place, path, "mixes training objects: it belongs in a recipe")
    }
    if let fitted = planned.stage as? any FittedStage, !fitted.isFitted {
      problems.add(
        planned.place, path, "has no statistics: they come with a model's card, from training")
    }
  }
}
