import OrreryKit

/// Takes objects in input order: gathers batches, predicts, writes products, counts.
struct RunSink {
  private let plan: Plan
  private let predictor: Predictor
  private let jobs: Int
  private let writer: ProductWriter
  private var pending: [PreparedObject] = []
  private var table: CatalogTable
  private var predictionTables = PredictionTables()
  private var failures = FailureTable()
  private var inputs = InputTable()
  private var summary = RunSummary()
  /// Of the field whose objects are coming in; `nil` where none is asked for.
  private var overview: FieldOverview?
  private var usedIDs: Set<String> = []
  private(set) var progress = RunProgress()
  private let stop: StopFlag

  /// - Throws: `DataError.unwritable` before anything is processed.
  init(plan: Plan, model: LoadedModel?, jobs: Int, files: Int, stop: StopFlag) throws {
    self.stop = stop
    self.plan = plan
    self.jobs = jobs
    predictor = Predictor(model: model)
    writer = try ProductWriter(plan: plan)
    table = CatalogTable(classes: model?.card.specification.classes ?? [])
    summary.files = files
    progress.files = files
  }

  /// False, and noted, where a stop was asked for while there is more to do.
  mutating func goesOn() -> Bool {
    if stop.isRequested { summary.isInterrupted = true }
    return !summary.isInterrupted
  }

  mutating func beginFile(_ path: String, checksum: String) {
    inputs.rows.append(InputTable.Row(path: path, checksum: checksum))
  }

  /// Notes a file of which nothing can be read.
  mutating func failFile(_ file: InputSource.File, _ error: any Error) {
    beginFile(file.path, checksum: "")
    summary.unreadable += 1
    progress.filesDone += 1
    fail(file.id, file.path, StepFailure(step: "read", error: error))
  }

  mutating func endFile() { progress.filesDone += 1 }

  /// Notes an image whose sources will come one by one.
  mutating func beginField(_ object: SkyObject) async throws {
    guard plan.output.overview else { return }
    try await flush()
    overview = FieldOverview(
      object, classes: predictor.model?.card.specification.classes ?? [])
  }

  /// Notes an image whose sources have been taken out, and draws it where that is asked for.
  mutating func endField(objects: Int) async throws {
    if objects == 0, !summary.isInterrupted { summary.empty += 1 }
    guard overview != nil else { return }
    try await flush()
    // A field that was left in the middle has no overview.
    guard !summary.isInterrupted else { return }
    if let overview { try writer.write(overview) }
    overview = nil
    summary.overviews += 1
  }

  mutating func fail(_ id: String, _ origin: String, _ failure: StepFailure) {
    let entry = ObjectFailure(id: id, origin: origin, step: failure.step, error: failure.error)
    failures.add(entry)
    summary.add(entry)
    if let row = inputs.rows.lastIndex(where: { $0.path == origin }) {
      inputs.rows[row].failed += 1
    }
    progress.failed += 1
  }

  /// Takes one more object; predicts and writes as soon as a batch is full.
  mutating func add(_ prepared: PreparedObject) async throws {
    var prepared = prepared
    prepared.object.id = unique(prepared.object.id)
    if let specification = predictor.model?.card.specification {
      do {
        try specification.check(prepared.object)
      } catch {
        fail(prepared.object.id, prepared.object.origin, StepFailure(step: "model", error: error))
        return
      }
    }
    if let first = pending.first, !predictor.fits(prepared.object, with: first.object) {
      try await flush()
    }
    pending.append(prepared)
    if pending.count >= plan.model?.batch ?? 64 { try await flush() }
  }

  /// Predicts and writes what is pending, then the catalogue.
  mutating func finish() async throws -> RunSummary {
    try await flush()
    // The catalogue names the products: they are on the disk before it is.
    try writer.sync()
    try writer.writeCatalog(
      ([table.catalog] + predictionTables.catalogs + [failures.catalog, inputs.catalog])
        .filter { $0.rowCount > 0 },
      isInterrupted: summary.isInterrupted)
    summary.output = plan.output.folder
    summary.catalog = plan.output.catalog
    return summary
  }

  private mutating func flush() async throws {
    let results = try predictor.predict(pending)
    let objects = pending
    pending.removeAll(keepingCapacity: true)
    var done: [ObjectResult] = []
    for (prepared, result) in zip(objects, results) {
      switch result {
      case .success(let result): done.append(result)
      case .failure(let failure): fail(prepared.object.id, prepared.object.origin, failure)
      }
    }
    let checksums = Dictionary(
      inputs.rows.map { ($0.path, $0.checksum) }, uniquingKeysWith: { first, _ in first })
    let writer = writer
    let written = await concurrentMap(done, width: jobs) { result in
      Result { try writer.write(result, inputChecksum: checksums[result.object.origin] ?? "") }
    }
    for (result, written) in zip(done, written) {
      let count = try written.get()
      summary.pictures += count.pictures
      summary.fitsFiles += count.fitsFiles
      try add(result)
    }
  }

  private mutating func add(_ result: ObjectResult) throws {
    table.add(result)
    try predictionTables.add(result, model: plan.model?.entry.architecture ?? "")
    if overview != nil {
      overview?.add(result)
    } else if plan.output.overview, let drawing = FieldOverview(segmented: result) {
      try writer.write(drawing)
      summary.overviews += 1
    }
    let classes = predictor.model?.card.specification.classes ?? []
    summary.add(result, className: result.best.map { classes[$0.place] })
    if let row = inputs.rows.lastIndex(where: { $0.path == result.object.origin }) {
      inputs.rows[row].done += 1
    }
    progress.done = summary.done
    progress.flagged = summary.flagged
  }

  /// Ids come from headers and names; two objects must not share one.
  private mutating func unique(_ id: String) -> String {
    var result = id
    var number = 2
    while !usedIDs.insert(result).inserted {
      result = "\(id)~\(number)"
      number += 1
    }
    return result
  }
}
