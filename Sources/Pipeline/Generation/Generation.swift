import OrreryKit

/// Makes objects with a generator: noise for each, the model, the preparation undone.
public struct Generation: Sendable {
  public let request: GenerationRequest
  public let model: LoadedModel
  /// ARCHITECTURE/WEIGHTS.
  public let name: String
  /// Stages of the card that were undone, and those that could not be, which objects stand behind.
  public var undone: [String] { undo.undone }
  public var remaining: [String] { undo.remaining }
  private let generator: any Generator
  private let undo: PreparationUndo
  private let latents: Latents
  private let chosenClass: Int?

  /// Objects made at once: always as many, so that an object does not depend on its neighbours.
  private var batch: Int { max(16, min(1024, 4096 / max(1, latents.size))) }

  /// - Throws: `DataError.unsupported` where the model is no generator, `Settings.Failure` where it
  ///   does not know the class.
  public init(
    _ model: LoadedModel, name: String, registry: Registry, request: GenerationRequest
  ) throws {
    guard let generator = model.architecture as? any Generator else {
      throw DataError(.unsupported, "'\(name)' makes no objects: it is no generator")
    }
    let classes = generator.specification.classes
    var chosen: Int?
    if let wanted = request.className {
      guard let place = classes.firstIndex(of: wanted) else {
        let reason =
          classes.isEmpty
          ? "'\(name)' has no classes"
          : "unknown class" + NearestNames.suggestion(for: wanted, among: classes)
        throw Settings.Failure(path: ["class"], reason: reason)
      }
      chosen = place
    }
    self.request = request
    self.model = model
    self.name = name
    self.generator = generator
    undo = try PreparationUndo(model.card.stages, registry: registry)
    latents = Latents(request: request, size: generator.latentShape.reduce(1, *))
    chosenClass = chosen
  }

  /// The objects, in order, each with its class in `truth` where the model has classes.
  /// - Throws: what the model or a stage throws.
  public func objects(progress: (Int) -> Void = { _ in }) throws -> [SkyObject] {
    var result: [SkyObject] = []
    for start in stride(from: 0, to: request.count, by: batch) {
      let places = start..<min(start + batch, request.count)
      result += try objects(places)
      progress(result.count)
    }
    return result
  }

  private func objects(_ places: Range<Int>) throws -> [SkyObject] {
    let classes = generator.specification.classes
    var noise = places.flatMap { latents.noise($0) }
    noise += [Float](repeating: 0, count: batch * latents.size - noise.count)
    let drawn = places.map { chosenClass ?? latents.drawnClass($0, of: classes.count) }
    let padded = drawn + [Int](repeating: 0, count: batch - places.count)
    let made = try generator.generate(
      Tensor(noise, shape: [batch] + generator.latentShape),
      conditions: classes.isEmpty ? nil : .oneHot(padded, classes: classes.count))
    guard made.count == batch else {
      throw DataError(
        .invalidValue, "'\(name)' made \(made.count) objects of \(batch) pieces of noise")
    }
    return try zip(places, made).enumerated().map { index, pair in
      var object = try undo(pair.1)
      object.id = identity(pair.0)
      if !classes.isEmpty { object.truth = [classes[drawn[index]]: 1] }
      return object
    }
  }

  /// `generated-1-000007`; on a way between two objects `generated-1-000007-000012-003`.
  private func identity(_ place: Int) -> String {
    func number(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let head = "generated-\(request.seed)-"
    guard let (from, to) = request.interpolation else { return head + number(place, 6) }
    return head + "\(number(from, 6))-\(number(to, 6))-\(number(place, 3))"
  }
}
