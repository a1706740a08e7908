import OrreryKit

/// Takes objects through the stages of a plan; each object and stage has its own random stream.
struct StageChain: Sendable {
  /// A file's object up to the first stage that makes many of one.
  enum Frame: Sendable {
    case whole(PreparedObject)
    /// Behind the stages before `stage`.
    case expanding(SkyObject, stage: Int)
    /// An image that is not in memory, behind all stages.
    case tiled(TiledObject)
  }

  private let stages: [PlannedStage]
  private let preparationCount: Int
  private let seed: UInt64
  private let isolated: IsolatedPlugins?

  /// - Parameter isolated: runs the stages of plug-ins apart.
  init(_ plan: Plan, isolated: IsolatedPlugins? = nil) {
    stages = plan.stages
    preparationCount = plan.preparationCount
    seed = plan.seed
    self.isolated = isolated
  }

  /// Runs an object up to the first expanding stage, or to the end.
  func begin(_ object: SkyObject) throws(StepFailure) -> Frame {
    if let stage = stages.firstIndex(where: { $0.stage is any ExpandingStage }) {
      return .expanding(try run(object, 0..<stage), stage: stage)
    }
    return .whole(try finish(object, from: 0))
  }

  /// Takes an image that need not fit into memory through all stages.
  func tiled(_ image: any TiledImage) throws(StepFailure) -> TiledObject {
    var image = image
    var prepared = image
    for (index, planned) in stages.enumerated() {
      do {
        guard let stage = planned.stage as? any TiledStage else {
          throw DataError(.tooLarge, "\(planned.name) takes images whole")
        }
        image = try stage.tiled(image)
      } catch {
        throw StepFailure(step: planned.name, error: error)
      }
      if index < preparationCount { prepared = image }
    }
    return TiledObject(image: image, prepared: prepared)
  }

  /// What the expanding stage makes of some of the object's sources.
  func expand(_ object: SkyObject, at index: Int) throws(StepFailure) -> [SkyObject] {
    guard let stage = stages[index].stage as? any ExpandingStage else { return [object] }
    var random = stream(object.id, index)
    do {
      if let isolated, isolated.takes(index) { return try isolated.expand(object, stage: index) }
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
        if let isolated, isolated.takes(index) {
          object = try isolated.run(object, stage: index)
          continue
        }
        object = try stages[index].stage.run(object, random: &random)
      } catch {
        throw StepFailure(step: stages[index].name, error: error)
      }
    }
    return object
  }

  private func stream(_ id: String, _ index: Int) -> RandomStream {
    Self.stream(id, index, stages[index].name, seed: seed)
  }

  /// The random numbers of an object at one stage.
  static func stream(_ id: String, _ index: Int, _ name: String, seed: UInt64) -> RandomStream {
    RandomStream(seed: seed, key: id, purpose: "\(index) \(name)")
  }
}

/// The step at which an object failed.
struct StepFailure: Error {
  var step: String
  var error: any Error
}
