import Foundation
import OrreryKit

/// Takes objects in input order: gathers batches, predicts, writes products, records, counts.
final class RunSink {
  /// Objects without a prediction that wait for others before they are written.
  private static let most = 1024
  private let plan: Plan
  let predictor: Predictor
  private let jobs: Int
  let writer: ProductWriter
  let recorder: Recorder
  private let resumption: Resumption
  let limit: FailureLimit
  let memory: MemoryLimit
  private let stop: StopFlag
  let scratchFolder: String
  private var items: [SinkItem] = []
  private var waiting: (objects: Int, failures: Int, bytes: Int) = (0, 0, 0)
  private var first: SkyObject?
  private var tables = PredictionTables()
  /// Largest resident size so far, in bytes.
  var peak = 0
  /// Of the field whose objects are coming in; `nil` where none is asked for.
  private var overview: FieldOverview?
  /// Rows of the field that stand from before.
  private var standing: [Int: CatalogEntry] = [:]
  private(set) var progress = RunProgress()
  private(set) var counts = RunCounts()
  var isInterrupted = false
  /// Why the run stops before its end; `nil` where it does not.
  var halt: String?

  init(
    plan: Plan, model: LoadedModel?, options: RunOptions, writer: ProductWriter,
    recorder: Recorder, resumption: Resumption, stop: StopFlag, scratchFolder: String
  ) {
    self.plan = plan
    self.writer = writer
    self.recorder = recorder
    self.resumption = resumption
    self.stop = stop
    self.scratchFolder = scratchFolder
    jobs = options.jobs
    limit = options.failures
    memory = options.memory
    predictor = Predictor(model: model)
  }

  /// Whether images are drawn with what was found in them.
  var overviews: Bool { plan.output.overview }

  private var classes: [String] { predictor.model?.classes ?? [] }

  /// False, and noted, where a stop was asked for while there is more to do.
  func goesOn() -> Bool {
    if stop.isRequested { isInterrupted = true }
    return !isInterrupted && halt == nil
  }

  // MARK: - What comes

  func expect(files: Int) { progress.files = files }

  /// Notes a file; where it is as recorded there is nothing to write.
  func beginFile(_ record: InputRecord, before: InputRecord?) {
    if record != before { recorder.note(.input(record)) }
  }

  func endFile() { progress.filesDone += 1 }

  /// Notes a file of which nothing can be read.
  func failFile(
    _ file: InputSource.File, position: Int, _ error: any Error, tries: Int, cause: Cause
  ) async throws {
    beginFile(InputRecord(path: file.path, position: position, digest: ""), before: nil)
    let unit = UnitWork(input: file.path, entry: -1, digest: "", cause: cause)
    let failure = ObjectFailure(id: file.id, origin: file.path, step: "read", error: error)
    for item: SinkItem in [
      .begin(unit, field: nil),
      .failed(failure, unit, place: 0, SinkItem.Effort(tries: tries)), .end(unit),
    ] { try await take(item) }
    endFile()
  }

  /// Notes an entry that is as it was recorded.
  func keep(_ unit: UnitRecord) throws {
    counts.kept += unit.objects.count
    progress.done += unit.objects.count
    progress.flagged += unit.objects.values.filter { $0 == .flagged }.count
    try recorder.commitIfDue()
  }

  func renew(_ product: ProductRecord) {
    if let signature = product.signature {
      recorder.note(.signature(product: product.path, signature))
    }
  }

  /// Takes what comes next; predicts and writes as soon as a batch is full.
  func take(_ item: SinkItem) async throws {
    var item = item
    if case .object(let prepared, let unit, let place, let effort) = item {
      if let specification = predictor.model?.card.specification {
        do {
          try specification.check(prepared.object)
        } catch {
          let failure = ObjectFailure(
            id: prepared.object.id, origin: prepared.object.origin, step: "model", error: error)
          item = .failed(failure, unit, place: place, effort)
        }
      }
    }
    if case .tiled(let object, let unit, let effort) = item {
      try await flush()
      return try take(object, unit, effort)
    }
    if case .object(let prepared, _, _, _) = item {
      if let first, !predictor.fits(prepared.object, with: first) { try await flush() }
      if first == nil { first = prepared.object }
      waiting.objects += 1
    }
    waiting.bytes += item.size
    items.append(item)
    if case .failed = item {
      waiting.failures += 1
      let failed = progress.failed + waiting.failures
      let all = failed + progress.done + waiting.objects
      // A run that is to stop does so before its batch is full.
      if limit.reason(failed: failed, of: all) != nil { return try await flush() }
    }
    if waiting.objects >= plan.model?.batch ?? 64 || waiting.bytes >= memory.waiting
      || items.count >= Self.most
    {
      try await flush()
    }
  }

  // MARK: - What is made of it

  /// Predicts, writes and records what waits.
  func flush() async throws {
    let items = items
    self.items.removeAll(keepingCapacity: true)
    waiting = (0, 0, 0)
    first = nil
    let start = ContinuousClock.now
    var objects: [PreparedObject] = []
    var units: [UnitWork] = []
    for case .object(let prepared, let unit, _, _) in items {
      objects.append(prepared)
      units.append(unit)
    }
    let results = try predictor.predict(objects)
    peak = PeakMemory.bytes
    let writer = writer
    let works = Array(zip(results, units))
    let overview = plan.output.overview
    let written = await concurrentMap(works, width: jobs) { result, unit in
      result.map { result in
        Result { () throws -> [ProductRecord] in
          var products = try writer.write(result, inputChecksum: unit.digest)
          if overview, !unit.isField, let drawing = FieldOverview(segmented: result) {
            products.append(try writer.write(drawing))
          }
          return products
        }
      }
    }
    let share = objects.isEmpty ? 0 : (ContinuousClock.now - start).seconds / Double(objects.count)
    var next = 0
    for item in items {
      if case .object = item {
        try note(item, results[next], written[next], share)
        next += 1
      } else {
        try note(item)
      }
    }
    try recorder.commitIfDue()
    try memory.check(peak: peak)
    halt = halt ?? limit.reason(failed: progress.failed, of: progress.failed + progress.done)
  }

  private func note(
    _ item: SinkItem, _ result: Result<ObjectResult, StepFailure>,
    _ written: Result<Result<[ProductRecord], any Error>, StepFailure>, _ share: Double
  ) throws {
    guard case .object(let prepared, let unit, let place, var effort) = item else { return }
    effort.seconds += share
    switch (result, written) {
    case (.success(let result), .success(let products)):
      try note(result, try products.get(), unit, place, effort)
    case (.failure(let failure), _), (_, .failure(let failure)):
      let object = prepared.object
      note(
        ObjectFailure(
          id: object.id, origin: object.origin, step: failure.step, error: failure.error), unit,
        place, effort)
    }
  }

  func note(
    _ result: ObjectResult, _ products: [ProductRecord], _ unit: UnitWork, _ place: Int,
    _ effort: SinkItem.Effort
  ) throws {
    let entry = CatalogEntry(result, classes: classes)
    try tables.check(entry.tables, model: plan.model?.entry.architecture ?? "")
    overview?.add(entry)
    var record = record(unit, place, entry.id, effort)
    record.status = entry.flags.isEmpty ? .done : .flagged
    record.flags = entry.flags
    record.className = entry.className
    record.row = entry.bytes
    record.products = products
    recorder.note(.attempt(record))
    progress.done += 1
    if !entry.flags.isEmpty { progress.flagged += 1 }
  }

  private func note(_ item: SinkItem) throws {
    switch item {
    case .begin(let unit, let field):
      if unit.kept == nil {
        recorder.note(
          .begin(
            input: unit.input, entry: unit.entry, digest: unit.digest, isField: unit.isField))
      }
      overview = field.flatMap { FieldOverview($0, classes: classes) }
      let hasKept = unit.kept?.objects.isEmpty == false
      standing =
        overview != nil && hasKept
        ? try resumption.ledger.entries(unit.input, entry: unit.entry) : [:]
    case .kept(let unit, let place):
      counts.kept += 1
      progress.done += 1
      if unit.kept?.objects[place] == .flagged { progress.flagged += 1 }
      if let entry = standing[place] { overview?.add(entry) }
    case .failed(let failure, let unit, let place, let effort):
      note(failure, unit, place, effort)
    case .end(let unit):
      let products = try overview.map { [try writer.write($0)] } ?? []
      overview = nil
      standing = [:]
      recorder.note(.end(input: unit.input, entry: unit.entry, products: products))
    case .object, .tiled: break
    }
  }

  func note(
    _ failure: ObjectFailure, _ unit: UnitWork, _ place: Int, _ effort: SinkItem.Effort
  ) {
    var record = record(unit, place, failure.id, effort)
    record.status = .failed
    record.step = failure.step
    record.code = failure.code
    record.reason = failure.reason
    recorder.note(.attempt(record))
    counts.failed += 1
    progress.failed += 1
  }

  /// The record of an object that was worked on; how it ended is still to be said.
  private func record(
    _ unit: UnitWork, _ place: Int, _ id: String, _ effort: SinkItem.Effort
  ) -> AttemptRecord {
    counts.tried += 1
    counts.causes[unit.cause, default: 0] += 1
    var record = AttemptRecord(
      key: ObjectKey(input: unit.input, entry: unit.entry, place: place), object: id,
      status: .done)
    record.cause = "\(unit.cause)"
    record.tries = effort.tries
    record.seconds = effort.seconds
    record.time = Date().timeIntervalSince1970
    record.memory = peak
    return record
  }
}

extension Duration {
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
