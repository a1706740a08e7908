/// The laws of a stage.
struct StageConformance<S: Stage> {
  private let suite: Conformance
  private var info: StageInfo { S.info }

  init(_ suite: Conformance) { self.suite = suite }

  func report() -> ConformanceReport {
    var log = suite.log("stage \(info.name)")
    log.check("name and settings") {
      try suite.checkInfo(
        name: info.name, summary: info.summary, settings: info.settings, defaults: S())
      if info.missingData.isEmpty {
        throw ConformanceFailure("info.missingData must say what happens to NaN and masked values")
      }
      if info.accepts.isEmpty { throw ConformanceFailure("info.accepts names no kind of data") }
    }
    log.check("configuration round trip") {
      try suite.checkRoundTrip(info.settings, defaults: S())
    }
    let stage = log.check("defaults are usable") { () -> S in
      let stage = try Settings.decode(suite.settings, over: S(), settings: info.settings)
      try stage.validate()
      return try fitted(stage)
    }
    guard let stage else { return log.report }
    log.check("an object comes out") { try checkOutput(stage) }
    log.check("determinism") {
      try forEachObject(stage) { object, first in
        let second = try run(stage, object, seed: 1)
        if second.numbers != first.numbers {
          throw ConformanceFailure(
            "two runs of \(object.kind.singular) with one seed differ: take all randomness from "
              + "the 'random' that run is given, and keep nothing between objects")
        }
      }
    }
    log.check("only augmentations are random") {
      if info.category == .augmentation { throw ConformanceSkip("it is an augmentation") }
      try forEachObject(stage) { object, first in
        if try run(stage, object, seed: 2).numbers != first.numbers {
          throw ConformanceFailure(
            "\(object.kind.singular) depends on the seed: only a stage of category .augmentation "
              + "may draw from 'random'")
        }
      }
    }
    log.check("missing values") { try checkMissing(stage) }
    log.check("tiles") { try checkTiles(stage) }
    log.check("threads") { try checkThreads(stage) }
    return log.report
  }

  private func objects(_ kind: DataKind) -> [SkyObject] {
    let own = suite.objects.filter { $0.kind == kind }
    guard own.isEmpty else { return own }
    return ConformanceExamples.objects(kind, classes: suite.classes)
  }

  private func fitted(_ stage: S) throws -> S {
    guard let method = stage as? any FittedStage, !method.isFitted else { return stage }
    let kind = info.accepts.sorted { $0.rawValue < $1.rawValue }.first ?? .image
    guard let fitted = try method.fitted(to: objects(kind)) as? S else { return stage }
    return fitted
  }

  private func run(_ stage: S, _ object: SkyObject, seed: UInt64) throws -> SkyObject {
    var random = RandomStream(seed: seed, key: object.id, purpose: info.name)
    if let mixing = stage as? any MixingStage {
      return try mixing.mix(object, with: object, random: &random)
    }
    return try stage.run(object, random: &random)
  }

  /// Calls `body` with an object of each kind and what the stage makes of it.
  /// - Throws: `ConformanceSkip` where no object can be used: a stage may refuse in words.
  func forEachObject(
    _ stage: S, _ body: (_ object: SkyObject, _ result: SkyObject) throws -> Void
  ) throws {
    var refusal = "needs \(info.requires.sorted().joined(separator: ", ")) of an earlier stage"
    var tried = false
    for kind in info.accepts.sorted(by: { $0.rawValue < $1.rawValue }) {
      for object in objects(kind) {
        let result: SkyObject
        do { result = try run(stage, object, seed: 1) } catch {
          refusal = "refuses noise: \(error)"
          continue
        }
        tried = true
        try body(object, result)
      }
    }
    if !tried { throw ConformanceSkip(refusal) }
  }

  private func checkOutput(_ stage: S) throws {
    try forEachObject(stage) { object, result in
      if result.kind != object.kind {
        throw ConformanceFailure(
          "makes \(result.kind.singular) of \(object.kind.singular): stages keep the kind of data")
      }
      if !(stage is any ExpandingStage), result.id != object.id {
        throw ConformanceFailure("changes the object's id: start from 'var object = object'")
      }
      if result.truth != object.truth, info.category != .augmentation {
        throw ConformanceFailure("changes what is true of the object: only augmentations may")
      }
    }
  }

  private func checkMissing(_ stage: S) throws {
    try forEachObject(stage) { object, whole in
      let partly = ConformanceExamples.holed(object, all: false)
      if whole.hasFiniteValue, let result = try? run(stage, partly, seed: 1),
        !result.hasFiniteValue
      {
        throw ConformanceFailure(
          "a few missing values of \(object.kind.singular) made all of it missing: leave NaN out of "
            + "means and sums")
      }
      let empty = ConformanceExamples.holed(object, all: true)
      guard let result = try? run(stage, empty, seed: 1) else { return }
      if result.hasFiniteValue, result.flags.isEmpty {
        throw ConformanceFailure(
          "made numbers of \(object.kind.singular) without any: throw, leave NaN, or flag it as "
            + ".filled")
      }
    }
  }

  private func checkThreads(_ stage: S) throws {
    try forEachObject(stage) { object, first in
      let results = ConformanceThreads.run(4) { _ in try? run(stage, object, seed: 1).numbers }
      if results.contains(where: { $0 != first.numbers }) {
        throw ConformanceFailure(
          "gives something else on four threads at once: keep no state outside the object")
      }
    }
  }
}
