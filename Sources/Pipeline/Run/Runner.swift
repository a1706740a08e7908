import OrreryKit

/// Takes every input of a plan through stages and model to its products.
///
/// Objects stream: of each file one object at a time is in memory for every worker, of a field the
/// stamps of a few hundred sources. Rows stand in the order of the input, and every byte written is
/// the same for any number of workers.
///
/// An object that cannot be used is noted with its reason and the run goes on.
public struct Runner: Sendable {
  /// Sources that are cut out together, by one worker and by all before they are written.
  private static let piece = 32

  public let plan: Plan
  public let model: LoadedModel?
  /// Objects that are worked on at once.
  public let jobs: Int

  /// - Parameter model: the plan's model, loaded; `nil` where the plan has none.
  public init(plan: Plan, model: LoadedModel?, jobs: Int = 2) {
    precondition((plan.model == nil) == (model == nil), "Runner: the plan and the model differ")
    self.plan = plan
    self.model = model
    self.jobs = max(1, jobs)
  }

  /// Runs the plan and writes its products.
  ///
  /// Where `stop` is requested, the objects in hand are finished and the catalogue of what is done is
  /// written, with `INTERRUP` in its primary header.
  /// - Parameter progress: called often, from one place at a time.
  /// - Throws: `DataError.unwritable` where a product cannot be written, `PluginFailure` where the
  ///   model breaks its contract.
  public func run(
    stop: StopFlag = StopFlag(), progress: (RunProgress) -> Void = { _ in }
  ) async throws -> RunSummary {
    let chain = StageChain(plan)
    let files = InputSource(plan.input.files).files
    let input = plan.input
    var sink = try RunSink(plan: plan, model: model, jobs: jobs, files: files.count, stop: stop)
    for start in stride(from: 0, to: files.count, by: jobs) where sink.goesOn() {
      // Files of one object each are worked on side by side.
      let group = Array(files[start..<min(start + jobs, files.count)])
      let opened = await concurrentMap(group, width: jobs) { Self.open($0, input, chain) }
      for (file, opened) in zip(group, opened) where sink.goesOn() {
        switch opened {
        case .failure(let error): sink.failFile(file, error)
        case .success(let opened):
          sink.beginFile(file.path, checksum: opened.checksum)
          try await take(opened.first, chain, &sink, progress)
          try await takeRest(opened.reader, chain, &sink, progress)
          sink.endFile()
        }
        progress(sink.progress)
      }
    }
    return try await sink.finish()
  }

  /// A file that is open, with its first object behind its first stages.
  private struct Opened: Sendable {
    var reader: ObjectReader
    var checksum: String
    var first: FrameResult
  }

  private static func open(
    _ file: InputSource.File, _ plan: InputPlan, _ chain: StageChain
  ) -> Result<Opened, any Error> {
    Result {
      let reader = try ObjectReader(file, plan: plan)
      return Opened(
        reader: reader, checksum: try SHA256.hexadecimal(ofFile: file.path),
        first: begin(reader, 0, chain))
    }
  }

  private func takeRest(
    _ reader: ObjectReader, _ chain: StageChain, _ sink: inout RunSink,
    _ progress: (RunProgress) -> Void
  ) async throws {
    // Entries of a stack, series and rows are small; whole HDUs may each be a wide field.
    let isSmall = plan.input.isStack || plan.input.kind != .image
    let width = isSmall ? max(jobs, Self.piece) : jobs
    for start in stride(from: 1, to: reader.ids.count, by: width) where sink.goesOn() {
      let range = Array(start..<min(start + width, reader.ids.count))
      let frames = await concurrentMap(range, width: jobs) { Self.begin(reader, $0, chain) }
      for frame in frames { try await take(frame, chain, &sink, progress) }
      progress(sink.progress)
    }
  }

  private func take(
    _ frame: FrameResult, _ chain: StageChain, _ sink: inout RunSink,
    _ progress: (RunProgress) -> Void
  ) async throws {
    switch frame.outcome {
    case .failure(let failure): sink.fail(frame.id, frame.origin, failure)
    case .success(.whole(let prepared)): try await sink.add(prepared)
    case .success(.expanding(let object, let stage)):
      try await expand(object, at: stage, chain, &sink, progress)
    }
  }

  private static func begin(
    _ reader: ObjectReader, _ index: Int, _ chain: StageChain
  ) -> FrameResult {
    var result = FrameResult(
      id: reader.ids[index], origin: reader.path,
      outcome: .failure(StepFailure(step: "read", error: CancellationError())))
    do {
      let object = try reader.read(index)
      result.outcome = Result { () throws(StepFailure) in try chain.begin(object) }
    } catch {
      result.outcome = .failure(StepFailure(step: "read", error: error))
    }
    return result
  }

  private func expand(
    _ object: SkyObject, at stage: Int, _ chain: StageChain, _ sink: inout RunSink,
    _ progress: (RunProgress) -> Void
  ) async throws {
    try await sink.beginField(object)
    // A piece of the sources at a time: all stamps of a wide field would not fit into memory.
    var pieces: [SkyObject] = []
    for start in stride(from: 0, to: max(1, object.sources.count), by: Self.piece) {
      var part = object
      part.sources = Array(object.sources[start...].prefix(Self.piece))
      pieces.append(part)
    }
    var count = 0
    for start in stride(from: 0, to: pieces.count, by: jobs) where sink.goesOn() {
      let group = Array(pieces[start..<min(start + jobs, pieces.count)])
      let outcomes = await concurrentMap(group, width: jobs) { part in
        Self.finish(part, at: stage, chain)
      }
      for (id, outcome) in outcomes.joined() {
        count += 1
        switch outcome {
        case .success(let prepared): try await sink.add(prepared)
        case .failure(let failure): sink.fail(id, object.origin, failure)
        }
      }
      progress(sink.progress)
    }
    try await sink.endField(objects: count)
  }

  private static func finish(
    _ object: SkyObject, at stage: Int, _ chain: StageChain
  ) -> [(String, Result<PreparedObject, StepFailure>)] {
    do throws(StepFailure) {
      return try chain.expand(object, at: stage).map { child in
        (child.id, Result { () throws(StepFailure) in try chain.finish(child, from: stage + 1) })
      }
    } catch {
      return [(object.id, .failure(error))]
    }
  }
}
