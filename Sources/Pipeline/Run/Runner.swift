import Foundation
import OrreryKit

/// Takes every input of a plan through stages and model to its products.
///
/// Objects stream: of each file one object at a time is in memory for every worker, of a field the
/// stamps of a few hundred sources. Rows stand in the order of the input, and every byte written is
/// the same for any number of workers, any shards, and any number of interruptions.
///
/// An object that cannot be used is noted with its reason and the run goes on. A ledger in the
/// output folder keeps what is done: the same run again does what is missing.
public struct Runner: Sendable {
  /// Sources that are cut out together, by one worker and by all before they are written.
  private static let piece = 32

  public let plan: Plan
  public let model: LoadedModel?
  public let options: RunOptions

  /// - Parameter model: the plan's model, loaded; `nil` where the plan has none.
  public init(plan: Plan, model: LoadedModel?, options: RunOptions) {
    precondition((plan.model == nil) == (model == nil), "Runner: the plan and the model differ")
    self.plan = plan
    self.model = model
    self.options = options
  }

  /// - Parameter jobs: objects that are worked on at once.
  public init(plan: Plan, model: LoadedModel?, jobs: Int = 2) {
    self.init(plan: plan, model: model, options: RunOptions(jobs: jobs))
  }

  /// Runs the plan and writes its products.
  ///
  /// Where `stop` is requested, the objects in hand are finished and the catalogue of what is done is
  /// written, with `INTERRUP` in its primary header.
  /// - Parameter progress: called often, from one place at a time.
  /// - Throws: `DataError.unwritable` where a product cannot be written, `PluginFailure` where the
  ///   model breaks its contract, `OutputInUse`.
  public func run(
    stop: StopFlag = StopFlag(), progress: (RunProgress) -> Void = { _ in }
  ) async throws -> RunSummary {
    let space = try RunSpace(plan: plan, options: options)
    let files = InputSource(plan.input.files).files
    let session = try space.begin(plan, options, files)
    let recorder = Recorder(space.ledger, session, space.folder)
    let resumption = try Resumption(
      space.ledger, WorkDigest(plan), folder: space.folder.path)
    let sink = RunSink(
      plan: plan, model: model, options: options,
      writer: try ProductWriter(plan: plan, folder: space.folder), recorder: recorder,
      resumption: resumption, stop: stop, scratchFolder: try space.folder.state().path)
    do {
      try await work(files, sink, resumption, stop, progress)
      try await sink.flush()
      try recorder.commit()
      let summary = try space.finish(plan, options, sink)
      try recorder.end(summary.ending, sink.counts, message: summary.halt ?? "")
      return summary
    } catch {
      // What is done stays done; the error is what counts.
      try? recorder.commit()
      try? recorder.end("failed", sink.counts, message: String("\(error)".printable.prefix(400)))
      throw error
    }
  }

  private func work(
    _ files: [InputSource.File], _ sink: RunSink, _ resumption: Resumption, _ stop: StopFlag,
    _ progress: (RunProgress) -> Void
  ) async throws {
    let chain = StageChain(plan, isolated: options.isolated)
    let names = ObjectNames(files, plan)
    let division = WorkDivision(options, files: files.count)
    let opener = InputOpener(
      plan: plan.input, chain: chain, names: names, resumption: resumption, division: division,
      memory: MemoryPlan(plan, model: model, options: options), stop: stop)
    let own = files.enumerated().filter { division.opens($0.offset) }
      .map { (position: $0.offset, file: $0.element) }
    sink.expect(files: own.count)
    try await orderedMap(own, width: options.jobs, ahead: ahead(own.map(\.file))) {
      item in
      Result { try opener.open(item.file, at: item.position) }
    } consume: { answer in
      guard sink.goesOn() else { return false }
      let answer = try answer.get()
      for product in answer.renewed { sink.renew(product) }
      switch answer.outcome {
      case .unreadable(let error, let tries, let cause):
        try await sink.failFile(
          answer.file, position: answer.position, error, tries: tries, cause: cause)
      case .kept(let record, let units):
        sink.beginFile(record, before: answer.before)
        for unit in units { try sink.keep(unit) }
        sink.endFile()
      case .open(let opened):
        sink.beginFile(opened.record, before: answer.before)
        try await take(opened, answer, opener, sink, progress)
        sink.endFile()
      }
      progress(sink.progress)
      return true
    }
    _ = sink.goesOn()
  }

  /// Files that may be read before the model has taken those in front: many small ones, few large.
  private func ahead(_ files: [InputSource.File]) -> Int {
    let sample = stride(from: 0, to: files.count, by: max(1, files.count / 64)).map { files[$0] }
    let largest = sample.compactMap { FileSignature(of: $0.path)?.size }.max() ?? 0
    let jobs = options.jobs
    return min(max(jobs, options.memory.ahead / max(1, Int(largest))), max(64, jobs))
  }

  // MARK: - Entries of a file

  private func take(
    _ opened: InputOpener.Opened, _ answer: InputOpener.Answer, _ opener: InputOpener,
    _ sink: RunSink, _ progress: (RunProgress) -> Void
  ) async throws {
    let (file, digest) = (answer.file, opened.record.digest)
    let reader = opened.reader
    if let first = opened.first {
      try await take(first.frame, first.unit, file, opener, sink, progress)
    }
    // Entries of a stack, series and rows are small; whole HDUs may each be a wide field.
    let isSmall =
      plan.input.isStack || plan.input.targets != nil || plan.input.kind != .image
    for start in stride(from: 0, to: opened.ids.count, by: InputOpener.piece) {
      guard sink.goesOn() else { return }
      let range = start..<min(start + InputOpener.piece, opened.ids.count)
      let known = try opener.resumption.units(file.path, range)
      var works: [UnitWork] = []
      for entry in range where opener.division.takes(answer.position, entry) {
        if entry == 0, opened.first != nil { continue }
        switch opener.resumption.decide(known[entry], digest: digest, renewed: sink.renew) {
        case .keep(let unit): try sink.keep(unit)
        case .work(let cause, let kept):
          works.append(
            UnitWork(input: file.path, entry: entry, digest: digest, cause: cause, kept: kept))
        }
      }
      let ids = opened.ids
      try await orderedMap(
        works, width: options.jobs, ahead: isSmall ? max(options.jobs, Self.piece) : options.jobs
      ) { work in
        (work, opener.begin(reader, ids, work.entry))
      } consume: { work, frame in
        guard sink.goesOn() else { return false }
        try await take(frame, work, file, opener, sink, progress)
        progress(sink.progress)
        return true
      }
    }
  }

  private func take(
    _ frame: FrameResult, _ unit: UnitWork, _ file: InputSource.File, _ opener: InputOpener,
    _ sink: RunSink, _ progress: (RunProgress) -> Void
  ) async throws {
    switch frame.outcome {
    case .failure(let failure) where failure.error is WatchedImage.Stopped: _ = sink.goesOn()
    case .failure(let failure):
      try await sink.take(.begin(unit, field: nil))
      try await sink.take(
        .failed(
          ObjectFailure(
            id: frame.id, origin: frame.origin, step: failure.step, error: failure.error), unit,
          place: 0, frame.effort))
      try await sink.take(.end(unit))
    case .success(.whole(let prepared)):
      try await sink.take(.begin(unit, field: nil))
      try await sink.take(.object(prepared, unit, place: 0, frame.effort))
      try await sink.take(.end(unit))
    case .success(.tiled(let object)):
      try await sink.take(.begin(unit, field: nil))
      try await sink.take(.tiled(object, unit, frame.effort))
      // One that was stopped in its middle is not done.
      if !sink.isInterrupted { try await sink.take(.end(unit)) }
    case .success(.expanding(let object, let stage)):
      try await expand(object, at: stage, unit, file, opener, sink, progress)
    }
  }

  // MARK: - Sources of a field

  private func expand(
    _ object: SkyObject, at stage: Int, _ unit: UnitWork, _ file: InputSource.File,
    _ opener: InputOpener, _ sink: RunSink, _ progress: (RunProgress) -> Void
  ) async throws {
    var unit = unit
    unit.isField = true
    try await sink.take(.begin(unit, field: plan.output.overview ? object : nil))
    // A piece of the sources at a time: all stamps of a wide field would not fit into memory.
    let starts = Array(stride(from: 0, to: max(1, object.sources.count), by: Self.piece))
    let chain = opener.chain
    var place = 0
    var used: Set<String> = []
    for group in stride(from: 0, to: starts.count, by: options.jobs) {
      guard sink.goesOn() else { return }
      let pieces = Array(starts[group..<min(group + options.jobs, starts.count)])
      let parts = await concurrentMap(pieces, width: options.jobs) { start in
        var part = object
        part.sources = Array(object.sources[start...].prefix(Self.piece))
        return Result { () throws(StepFailure) in try chain.expand(part, at: stage) }
      }
      // Each with its place and name; what stands from before is not worked on.
      var children: [(place: Int, Result<SkyObject, StepFailure>)] = []
      for part in parts {
        switch part {
        case .failure(let failure):
          children.append((place, .failure(failure)))
          place += 1
        case .success(let objects):
          for var child in objects {
            child.id = ObjectNames.unique(
              opener.names.id(ofPart: child.id, of: object.id, file), &used)
            children.append((place, .success(child)))
            place += 1
          }
        }
      }
      let field = unit
      let results = await concurrentMap(children, width: options.jobs) { place, child in
        Self.finish(child, place, field, object, stage, chain)
      }
      for item in results { try await sink.take(item) }
      progress(sink.progress)
    }
    try await sink.take(.end(unit))
  }

  private static func finish(
    _ child: Result<SkyObject, StepFailure>, _ place: Int, _ unit: UnitWork, _ field: SkyObject,
    _ stage: Int, _ chain: StageChain
  ) -> SinkItem {
    if case .success = child, unit.keeps(place) { return .kept(unit, place: place) }
    let start = ContinuousClock.now
    let finished = child.flatMap { child in
      Result { () throws(StepFailure) in try chain.finish(child, from: stage + 1) }
    }
    let effort = SinkItem.Effort(seconds: (ContinuousClock.now - start).seconds)
    switch finished {
    case .success(let prepared): return .object(prepared, unit, place: place, effort)
    case .failure(let failure):
      let id = (try? child.get().id) ?? field.id
      return .failed(
        ObjectFailure(
          id: id, origin: field.origin, step: failure.step, error: failure.error), unit,
        place: place, effort)
    }
  }
}
