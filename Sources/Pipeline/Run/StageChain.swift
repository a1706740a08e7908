import OrreryKit

/// Takes objects through the stages of a plan; each object and stage has its own random stream.
struct StageChain: Sendable {
  /// A file's object up to the first stage that makes many of one.
  enum Frame: Sendable {
    case whole(PreparedObject)
    /// Behind the stages before `stage`.
    case expanding(SkyObject, stage: Int)
  }

  private let stages: [PlannedStage]
  private let preparationCount: Int
  private let seed: UInt64

  init(_ plan: Plan) {
    stages = plan.stages
    preparationCount = plan.preparationCount
    seed = plan.seed
  }

  /// Runs an object up to the first expanding stage, or to the end.
  func begin(_ object: SkyObject) throws(StepFailure) -> Frame {
    if let stage = stages.firstIndex(where: { $0.stage is any ExpandingStage }) {
      return .expanding(try run(object, 0..<stage), stage: stage)
    }
    return .whole(try finish(object, from: 0))
  }

  /// What the expanding stage makes of some of the object's sources.
  func expand(_ object: SkyObject, at index: Int) throws(StepFailure) -> [SkyObject] {
    guard let stage = stages[index].stage as? any ExpandingStage else { return [object] }
    var random = stream(object.id, index)
    do {
      return try stage.expand(object, random: &random)
    } catch {
      throw StepFailure(step: stages[index].name, error: error)
    }
  }

  /// Runs an object through the stages from `start` to the last.
  func finish(_ object: SkyObject, from start: Int) throws(StepFailure) -> PreparedObject {
    let middle = max(start, preparationCount)
    let prepared = try run(object, start..<middle)
    return PreparedObject(
      object: try run(prepared, middle..<stages.count), content: prepared.content,
      history: prepared.history)
  }

  private func run(_ object: SkyObject, _ range: Range<Int>) throws(StepFailure) -> SkyObject {
    var object = object
    for index in range {
      var random = stream(object.id, index)
      do {
        object = try stages[index].stage.run(object, random: &random)
      } catch {
        throw StepFailure(step: stages[index].name, error: error)
      }
    }
    return object
  }

  private func stream(_ id: String, _ index: Int) -> RandomStream {
    RandomStream(seed: seed, key: id, purpose: "\(index) \(stages[index].name)")
  }
}

/// The step at which an object failed.
struct StepFailure: Error {
  var step: String
  var error: any Error
}
