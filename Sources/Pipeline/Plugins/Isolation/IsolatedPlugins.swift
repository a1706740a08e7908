import Foundation
import OrreryKit
import Synchronization

/// Runs the parts of a plan that come from plug-ins in processes of their own: one that crashes is
/// replaced, and the object that it was at fails alone.
///
/// The answers are those of a run in one process, to the bit: objects cross as they are, and a stage
/// draws the same random numbers.
public final class IsolatedPlugins: Sendable {
  private let settings: IsolationSettings
  private let work: IsolatedWork
  /// Places of the stages that are run apart.
  private let stages: Set<Int>
  private let idle = Mutex<[IsolatedProcess]>([])

  /// - Returns: `nil` where nothing of the plan comes from a plug-in's library.
  /// - Throws: `PluginFailure` where the process cannot be made to work.
  public init?(_ plan: Plan, registry: Registry, settings: IsolationSettings) throws {
    // What is built in comes from no file.
    func isForeign(_ origin: String?) -> Bool {
      origin.map { FileManager.default.fileExists(atPath: $0) } ?? false
    }
    func origin(_ stage: PlannedStage) -> String? { registry.stages[stage.name]?.origin }
    let stages = plan.stages.enumerated().filter { isForeign(origin($0.element)) }
    var origins = Set(stages.compactMap { origin($0.element) })
    let architecture = plan.model.flatMap { registry.architectures[$0.entry.architecture]?.origin }
    let model = isForeign(architecture) ? plan.model : nil
    if let architecture, model != nil { origins.insert(architecture) }
    guard !stages.isEmpty || model != nil else { return nil }
    self.settings = settings
    self.stages = Set(stages.map(\.offset))
    work = IsolatedWork(
      libraries: origins.sorted(), memory: settings.memory, seed: plan.seed,
      stages: stages.map {
        IsolatedWork.Stage(
          place: $0.offset, name: $0.element.name, settings: $0.element.settings)
      }, model: model)
    // What is wrong with library or weights is told before any object.
    let process = try IsolatedProcess(settings, work)
    do {
      if model != nil { try process.ask(.load, settings) { _ in } }
    } catch {
      throw PluginFailure(work.libraries.joined(separator: ", "), "the weights: \(error)")
    }
    idle.withLock { $0.append(process) }
  }

  /// Whether the plan's model is run apart.
  public var takesModel: Bool { work.model != nil }

  /// Whether a stage of the plan is run apart.
  func takes(_ stage: Int) -> Bool { stages.contains(stage) }

  func run(_ object: SkyObject, stage: Int) throws -> SkyObject {
    try ask(.run(stage: stage, object)) { try SkyObject(from: &$0) }
  }

  func expand(_ object: SkyObject, stage: Int) throws -> [SkyObject] {
    try ask(.expand(stage: stage, object)) { reader in
      try reader.list { try SkyObject(from: &$0) }
    }
  }

  func predict(_ objects: [SkyObject]) throws -> [Prediction] {
    try ask(.predict(objects)) { reader in try reader.list { try Prediction(from: &$0) } }
  }

  /// Asks a process that has nothing to do, or a new one.
  private func ask<Value>(
    _ request: IsolatedRequest, _ read: (inout ByteReader) throws -> Value
  ) throws -> Value {
    let process =
      try idle.withLock { $0.popLast() } ?? IsolatedProcess(settings, work)
    do {
      let value = try process.ask(request, settings, read)
      idle.withLock { $0.append(process) }
      return value
    } catch let failure as IsolationFailure {
      throw failure  // and the process with it
    } catch {
      idle.withLock { $0.append(process) }
      throw error
    }
  }
}

extension IsolatedProcess {
  func ask<Value>(
    _ request: IsolatedRequest, _ settings: IsolationSettings,
    _ read: (inout ByteReader) throws -> Value
  ) throws -> Value {
    let reply = try ask(request.bytes, seconds: settings.seconds)
    return try IsolatedReply.values(of: reply, read)
  }
}
