/// The laws of an architecture.
struct ArchitectureConformance<A: Architecture> {
  let suite: Conformance
  var info: ArchitectureInfo { A.info }

  init(_ suite: Conformance) { self.suite = suite }

  func report() -> ConformanceReport {
    var log = suite.log("architecture \(info.name)")
    log.check("name and settings") { try checkNames() }
    log.check("configuration round trip") {
      try suite.checkRoundTrip(info.settings, defaults: A.defaults)
    }
    let objects = examples
    guard let model = log.check("builds and fits", { try trainedModel(objects) }) else {
      return log.report
    }
    log.check("parameters are found") { try checkParameters(model) }
    log.check("same seed, same weights") { try checkSeed(objects) }
    let reference = log.check("one prediction of each object") {
      try predictions(of: model, objects)
    }
    guard let reference else { return log.report }
    log.check("batch of none") {
      if !(try predict(model, [])).isEmpty {
        throw ConformanceFailure("predict([]) gave predictions: return one for each object")
      }
    }
    log.check("batch of one") { try checkOneByOne(model, objects, reference) }
    log.check("determinism") {
      if try predict(model, objects).map(\.numbers) != reference.map(\.numbers) {
        throw ConformanceFailure(
          "two predictions of one object differ: outside training take no random numbers but "
            + "those of the pass, and keep nothing between calls")
      }
    }
    log.check("save and load") { try checkStorage(model, objects, reference) }
    log.check("several sizes") { try checkSizes() }
    log.check("missing values") { try checkMissing(model, objects, all: false) }
    log.check("nothing but missing values") { try checkMissing(model, objects, all: true) }
    log.check("tiles") { try checkTiles(model, objects, reference) }
    log.check("generation") { try checkGeneration(model) }
    log.check("gradients") { try checkGradients(objects) }
    log.check("threads") { try checkThreads(model, objects, reference) }
    return log.report
  }

  // MARK: - Models and objects

  private var kind: DataKind {
    suite.objects.first?.kind
      ?? info.accepts.sorted { $0.rawValue < $1.rawValue }.first ?? .image
  }

  private var examples: [SkyObject] {
    let own = suite.objects.filter { info.accepts.contains($0.kind) }
    return own.isEmpty ? ConformanceExamples.objects(kind, classes: classes) : own
  }

  private var classes: [String] { info.task == .classification ? suite.classes : [] }

  private func specification(of object: SkyObject) -> ModelSpecification {
    // Objects that have a class have it for models of other tasks too: of generators, conditions.
    ModelSpecification(of: object, classes: suite.objects.isEmpty ? classes : suite.classes)
  }

  func model(_ specification: ModelSpecification, seed: UInt64) throws -> A {
    let configuration = try Settings.decode(
      suite.settings, over: A.defaults, settings: info.settings)
    var random = RandomStream(seed: seed, key: info.name, purpose: "weights")
    return try A(configuration, specification: specification, random: &random)
  }

  func model(for objects: [SkyObject], seed: UInt64) throws -> A {
    guard let first = objects.first else {
      throw ConformanceSkip("no objects of \(kind.plural) to try it on")
    }
    return try model(specification(of: first), seed: seed)
  }

  /// A model that can predict: fitted, where it learns without gradients.
  private func trainedModel(_ objects: [SkyObject]) throws -> A {
    let model = try model(for: objects, seed: 1)
    guard let method = model as? any Fitted else { return model }
    var random = RandomStream(seed: 1, key: info.name, purpose: "fit")
    return try method.fitted(to: objects, random: &random) as? A ?? model
  }

  func predict(_ model: A, _ objects: [SkyObject]) throws -> [Prediction] {
    var pass = Pass.inference
    return try model.predict(objects, &pass)
  }

  // MARK: - Checks

  private func checkNames() throws {
    try suite.checkInfo(
      name: info.name, summary: info.summary, settings: info.settings, defaults: A.defaults)
    let numbers = info.version.split(separator: ".", omittingEmptySubsequences: false)
    if numbers.count != 3 || !numbers.allSatisfy({ Int($0) != nil }) {
      throw ConformanceFailure("info.version is '\(info.version)': write three numbers, as 1.0.0")
    }
    if info.accepts.isEmpty { throw ConformanceFailure("info.accepts names no kind of data") }
  }

  private func checkParameters(_ model: A) throws {
    if model is any Fitted { throw ConformanceSkip("it is fitted, not trained") }
    if model.module.parameterCount == 0 {
      throw ConformanceFailure(
        "no parameters are found: store layers as properties of the architecture, or return them "
          + "from 'module'; what a closure captures is not found")
    }
  }

  private func checkSeed(_ objects: [SkyObject]) throws {
    let names = try [1, 1].map { seed in
      try model(for: objects, seed: seed).module.stateDictionary()
    }
    if names[0] != names[1] {
      throw ConformanceFailure(
        "two models of one seed have other weights: draw all of them from 'random' of init")
    }
  }

  /// One of each object, of the right form.
  private func predictions(of model: A, _ objects: [SkyObject]) throws -> [Prediction] {
    let predictions = try predict(model, objects)
    guard predictions.count == objects.count else {
      throw ConformanceFailure(
        "gave \(predictions.count) predictions for \(objects.count) objects: return one for each, in "
          + "order")
    }
    let count = model.specification.classes.count
    for prediction in predictions where info.task == .classification {
      let values = prediction.probabilities
      guard values.count == count else {
        throw ConformanceFailure(
          "gave \(values.count) probabilities for \(count) classes: the head needs "
            + "specification.classes.count outputs")
      }
      guard values.allSatisfy(\.isFinite) else {
        if !prediction.flags.isEmpty { continue }
        throw ConformanceFailure("gave probabilities that are not finite, and no flag")
      }
      let sum = values.reduce(0) { $0 + Double($1) }
      if abs(sum - 1) > 1e-4 || values.contains(where: { $0 < 0 }) {
        throw ConformanceFailure("probabilities sum to \(sum): give the softmax of the logits")
      }
    }
    if Set(predictions.filter { $0.flags.isEmpty }.map(\.features.count)).count > 1 {
      throw ConformanceFailure("objects have features of several lengths")
    }
    return predictions
  }

  private func checkOneByOne(
    _ model: A, _ objects: [SkyObject], _ reference: [Prediction]
  ) throws {
    for (object, expected) in zip(objects, reference) {
      let single = try predict(model, [object])
      guard single.count == 1 else {
        throw ConformanceFailure("gave \(single.count) predictions for one object")
      }
      if !single[0].isNear(expected) {
        throw ConformanceFailure(
          "an object alone is answered otherwise than in a batch: outside training nothing may "
            + "depend on the other objects")
      }
    }
  }

  private func checkStorage(
    _ model: A, _ objects: [SkyObject], _ reference: [Prediction]
  ) throws {
    let state = model.module.stateDictionary()
    let other = try self.model(for: objects, seed: 2)
    _ = try other.module.load(state)
    if try predict(other, objects).map(\.numbers) != reference.map(\.numbers) {
      throw ConformanceFailure(
        "another model with these weights answers otherwise: what is learned or drawn must be a "
          + "Parameter or Buffer, so that it is saved")
    }
  }

  private func checkSizes() throws {
    guard kind == .image, let first = examples.first?.image else {
      throw ConformanceSkip("sizes are tried of images")
    }
    var refusals: [String] = []
    var tried = 0
    for size in [[32, 32], [48, 64], [65, 41]] {
      let objects = ConformanceExamples.objects(
        .image, count: 2, shape: size, channels: first.channels, classes: classes)
      let model: A
      do { model = try self.model(for: objects, seed: 1) } catch {
        refusals.append("\(error)")
        continue
      }
      if model is any Fitted { throw ConformanceSkip("it is fitted to one size") }
      tried += 1
      _ = try predictions(of: model, objects)
    }
    if tried == 0 { throw ConformanceSkip("refuses other sizes: \(refusals[0])") }
  }

  private func checkMissing(_ model: A, _ objects: [SkyObject], all: Bool) throws {
    let holed = objects.prefix(2).map { ConformanceExamples.holed($0, all: all) }
    let predictions = try predict(model, Array(holed))
    for prediction in predictions {
      if prediction.flags.isEmpty {
        throw ConformanceFailure(
          all
            ? "said nothing of an object without data: flag it .noValidData and give no number"
            : "did not tell that values are missing: flag the object .missingData")
      }
      if all, prediction.probabilities.contains(where: \.isFinite) {
        throw ConformanceFailure(
          "gave probabilities of an object without data: give NaN (InputBatch.rows leaves it out)")
      }
      if !all, prediction.probabilities.contains(where: { !$0.isFinite }),
        !prediction.flags.contains(.nonFinitePrediction), !prediction.flags.contains(.noValidData)
      {
        throw ConformanceFailure(
          "NaN went through the network: put a number in its place in the batch")
      }
    }
  }

  private func checkGeneration(_ model: A) throws {
    guard let generator = model as? any Generator else {
      throw ConformanceSkip("it is no Generator")
    }
    func make(_ count: Int) throws -> [SkyObject] {
      var random = RandomStream(seed: 3, key: info.name, purpose: "latents")
      let classes = model.specification.classes.count
      let latents = Tensor.normal([count] + generator.latentShape, &random)
      let conditions =
        classes == 0
        ? nil : Tensor.oneHot((0..<count).map { $0 % classes }, classes: classes)
      return try generator.generate(latents, conditions: conditions)
    }
    let objects = try make(2)
    guard objects.count == 2, try make(0).isEmpty else {
      throw ConformanceFailure("generate must make one object of each latent, and none of none")
    }
    if try make(2).map(\.numbers) != objects.map(\.numbers) {
      throw ConformanceFailure("one latent gives two objects: take no other random numbers")
    }
    if objects.contains(where: { !$0.hasFiniteValue }) {
      throw ConformanceFailure("a generated object has no values")
    }
  }

  private func checkThreads(
    _ model: A, _ objects: [SkyObject], _ reference: [Prediction]
  ) throws {
    let state = model.module.stateDictionary()
    // One model is asked by one thread at a time; several models are not.
    let models = try (0..<4).map { _ in
      let copy = try self.model(for: objects, seed: 2)
      _ = try copy.module.load(state)
      return copy
    }
    let expected = reference.map(\.numbers)
    let agrees = ConformanceThreads.run(4) { [models] index in
      (try? predict(models[index], objects).map(\.numbers)) == expected
    }
    if agrees.contains(false) {
      throw ConformanceFailure(
        "four models on four threads disagree: keep no state outside the model (static var)")
    }
  }
}

extension Prediction {
  /// Every number of it, for comparison to the bit.
  var numbers: [UInt32] {
    probabilities.map(\.bitPattern) + features.map(\.bitPattern)
      + measurements.flatMap { measurement -> [UInt32] in
        switch measurement.value {
        case .real(let value): [Float(value).bitPattern]
        case .vector(let values): values.map(\.bitPattern)
        case .integer(let value): [UInt32(truncatingIfNeeded: value)]
        case .logical(let value): [value ? 1 : 0]
        case .string(let text): text.unicodeScalars.map(\.value)
        }
      }
      + layers.sorted { $0.key < $1.key }.flatMap { $0.value.pixels.map(\.bitPattern) }
  }

  /// Whether probabilities and features are those of another but for rounding.
  func isNear(_ other: Prediction) -> Bool {
    func near(_ a: [Float], _ b: [Float]) -> Bool {
      let scale = max(1, b.lazy.filter(\.isFinite).map(abs).max() ?? 1)
      return a.count == b.count
        && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-3 * scale || $0.isNaN && $1.isNaN }
    }
    return near(probabilities, other.probabilities) && near(features, other.features)
      && flags == other.flags
  }
}
