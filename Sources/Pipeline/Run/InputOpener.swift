import OrreryKit

/// Opens files of the input, unless they need not be: those of which all is done are left alone.
struct InputOpener: Sendable {
  /// A file that is open, with its first object behind its first stages.
  struct Opened: Sendable {
    var reader: ObjectReader
    /// Of its objects, in order.
    var ids: [String]
    var record: InputRecord
    /// The first entry where it is to be worked on, and what came of it.
    var first: (unit: UnitWork, frame: FrameResult)?
  }

  enum Outcome: Sendable {
    case unreadable(any Error, tries: Int, Cause)
    /// Everything is as recorded.
    case kept(InputRecord, [UnitRecord])
    case open(Opened)
  }

  /// What came of a file, and what was recorded of it.
  struct Answer: Sendable {
    var file: InputSource.File
    var position: Int
    var before: InputRecord?
    var outcome: Outcome
    /// Products whose content is as recorded and whose signature is not.
    var renewed: [ProductRecord] = []
  }

  /// Entries whose records are looked up together.
  static let piece = 1024
  /// Bytes of a file that is read once, for its digest and its objects: what was hashed is what is
  /// worked on.
  private static let small: Int64 = 1 << 18

  let plan: InputPlan
  let chain: StageChain
  let names: ObjectNames
  let resumption: Resumption
  let division: WorkDivision
  let memory: MemoryPlan
  let stop: StopFlag
  var retrying = Retrying()

  func open(_ file: InputSource.File, at position: Int) throws -> Answer {
    var answer = Answer(
      file: file, position: position, before: try resumption.input(file.path, at: position),
      outcome: .unreadable(CancellationError(), tries: 0, .new))
    let (outcome, tries) = retrying.result { try openOnce(file, position, &answer) }
    switch outcome {
    case .success(let outcome): answer.outcome = outcome
    case .failure(let error):
      let failedBefore = try resumption.units(file.path, -1..<0)[-1] != nil
      let cause: Cause =
        failedBefore ? .failedBefore : answer.before == nil ? .new : .inputChanged
      answer.outcome = .unreadable(error, tries: tries, cause)
    }
    return answer
  }

  private func openOnce(
    _ file: InputSource.File, _ position: Int, _ answer: inout Answer
  ) throws -> Outcome {
    guard let signature = FileSignature(of: file.path) else {
      // Says why, in the words of the system.
      _ = try RegularFile(file.path)
      throw DataError(.passing, "changed while it was read", file: file.path)
    }
    let before = answer.before
    let isKnown = before?.signature == signature && before?.digest.isEmpty == false
    let contents =
      try isKnown || signature.size > Self.small ? nil : RegularFile(file.path).contents()
    let digest =
      try isKnown
      ? before?.digest ?? ""
      : contents.map { SHA256.hexadecimal($0) } ?? SHA256.hexadecimal(ofFile: file.path)
    if let planned = division.digest(of: position), planned != digest {
      throw DataError(.invalidValue, "is another file than was planned", file: file.path)
    }
    var record = InputRecord(
      path: file.path, position: position, digest: digest,
      signature: signature.isSettled ? signature : nil, entries: before?.entries)
    if let before, before.digest == digest, let count = before.entries,
      let units = try kept(file, position, count, digest, &answer.renewed)
    {
      return .kept(record, units)
    }
    let reader = try ObjectReader(file, plan: plan, contents: contents)
    record.entries = reader.ids.count
    var opened = Opened(reader: reader, ids: names.ids(of: reader, file), record: record)
    if !reader.ids.isEmpty, division.takes(position, 0) {
      let unit = try resumption.units(file.path, at: position, 0..<1)[0]
      let decision = resumption.decide(unit, digest: digest) { answer.renewed.append($0) }
      if case .work(let cause, let kept) = decision {
        let work = UnitWork(
          input: file.path, entry: 0, digest: digest, cause: cause, kept: kept)
        opened.first = (work, begin(reader, opened.ids, 0))
      }
    }
    guard FileSignature(of: file.path) == signature else {
      throw DataError(.passing, "changed while it was read", file: file.path)
    }
    return .open(opened)
  }

  /// The entries of a file where each is as recorded; else `nil`.
  private func kept(
    _ file: InputSource.File, _ position: Int, _ count: Int, _ digest: String,
    _ renewed: inout [ProductRecord]
  ) throws -> [UnitRecord]? {
    var result: [UnitRecord] = []
    for start in stride(from: 0, to: count, by: Self.piece) {
      let range = start..<min(start + Self.piece, count)
      let units = try resumption.units(file.path, at: position, range)
      for entry in range where division.takes(position, entry) {
        let decision = resumption.decide(units[entry], digest: digest) { renewed.append($0) }
        guard case .keep(let unit) = decision else { return nil }
        result.append(unit)
      }
    }
    return result
  }

  /// Takes an entry of an open file up to the first stage that makes many of one.
  func begin(_ reader: ObjectReader, _ ids: [String], _ entry: Int) -> FrameResult {
    let start = ContinuousClock.now
    var result = FrameResult(
      id: ids[entry], origin: reader.path,
      outcome: .failure(StepFailure(step: "read", error: CancellationError())))
    if let wide = reader.wide(entry), memory.way(of: wide) != .whole {
      result.outcome = tiled(wide, ids[entry])
      result.effort.seconds = (ContinuousClock.now - start).seconds
      return result
    }
    let (read, tries) = retrying.result { try reader.read(entry) }
    result.effort.tries = tries
    switch read {
    case .success(var object):
      object.id = ids[entry]
      result.outcome = Result { () throws(StepFailure) in try chain.begin(object) }
    case .failure(let error):
      result.outcome = .failure(StepFailure(step: "read", error: error))
    }
    result.effort.seconds = (ContinuousClock.now - start).seconds
    return result
  }

  /// Takes an image that does not fit into memory through the stages; no pixel of it stays.
  private func tiled(_ wide: WideImage, _ id: String) -> Result<StageChain.Frame, StepFailure> {
    if case .refused(let reason) = memory.way(of: wide) {
      return .failure(StepFailure(step: "read", error: DataError(.tooLarge, reason)))
    }
    let image: any TiledImage
    do {
      image = try wide.open(id)
    } catch {
      return .failure(StepFailure(step: "read", error: error))
    }
    let watched = WatchedImage(source: image, stop: stop)
    return Result { () throws(StepFailure) in .tiled(try chain.tiled(watched)) }
  }
}
