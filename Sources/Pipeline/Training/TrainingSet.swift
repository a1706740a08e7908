import Foundation
import OrreryKit

/// The objects of a recipe behind the preparation, in their parts of the split, with what is true
/// of them.
struct TrainingSet: Sendable {
  private(set) var parts: [TrainingRecipe.Split.Part: [SkyObject]] = [:]
  /// The preparation, with the statistics that were fitted to the training part.
  private(set) var stages: [any Stage]
  /// Objects that take no part, by reason.
  private(set) var leftOut: [String: Int] = [:]

  subscript(part: TrainingRecipe.Split.Part) -> [SkyObject] { parts[part] ?? [] }

  /// Reads or makes every object of a recipe and prepares it, several at once; the result does not
  /// depend on how many.
  ///
  /// - Parameters:
  ///   - threads: that prepare objects; 0 for one on each core.
  ///   - progress: told how many of how many inputs are done, from the calling thread.
  /// - Throws: `DataError` where nothing can be trained on; a single bad object is left out.
  init(
    _ recipe: TrainingRecipe, threads: Int = 0, progress: (_ done: Int, _ total: Int) -> Void
  ) throws {
    let threads = threads > 0 ? threads : ProcessInfo.processInfo.activeProcessorCount
    stages = recipe.stages.map(\.stage)
    // Up to the first stage that must see the training part before it can run.
    let firstFit = stages.firstIndex { ($0 as? any FittedStage)?.isFitted == false } ?? stages.count
    let input = try TrainingInput(recipe.data)
    let chain = recipe.prepare.map(\.stage)
    let first = Array(stages[..<firstFit])
    // A piece at a time: whole fields are in memory until their stamps are cut out.
    let piece = 8 * threads
    for start in stride(from: 0, to: input.count, by: piece) {
      let range = start..<min(start + piece, input.count)
      let found = parallelMap(range.count, threads: threads) { place in
        Self.members(range.lowerBound + place, of: input, recipe, chain, first)
      }
      for result in found.joined() {
        switch result {
        case .failure(let error): leftOut["\(error)".printable, default: 0] += 1
        case .success(let member):
          add(member.object, to: recipe.split.part(of: member.group, seed: recipe.seed), recipe)
        }
      }
      progress(range.upperBound, input.count)
    }
    if let labels = recipe.labels { keep(labels, recipe.seed) }
    for place in firstFit..<stages.count { try finish(place, recipe, threads) }
    // A recipe whose objects are all test objects is for measuring alone.
    let isForMeasuring = recipe.split.test == 1 && !self[.test].isEmpty && firstFit == stages.count
    if self[.train].isEmpty, !isForMeasuring {
      let reason = leftOut.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
      throw DataError(
        .missing, "no object is left to train on: \(reason ?? "the data are empty")",
        file: recipe.file)
    }
  }

  /// Objects in each part, by its name.
  var counts: [String: Int] {
    let parts = TrainingRecipe.Split.Part.allCases.map { ($0.rawValue, self[$0].count) }
    return Dictionary(uniqueKeysWithValues: parts)
  }

  /// Leaves so many training objects, whichever others there are.
  private mutating func keep(_ count: Int, _ seed: UInt64) {
    let all = parts[.train] ?? []
    guard all.count > count else { return }
    let draws = all.map { object in
      var random = RandomStream(seed: seed, key: object.id, purpose: "labels")
      return random.uniform()
    }
    let chosen = Set(all.indices.sorted { draws[$0] < draws[$1] }.prefix(count))
    parts[.train] = all.indices.filter(chosen.contains).map { all[$0] }
    leftOut["has a label beyond the \(count) of the recipe"] = all.count - count
  }

  private static func members(
    _ item: Int, of input: TrainingInput, _ recipe: TrainingRecipe, _ prepare: [any Stage],
    _ stages: [any Stage]
  ) -> [Result<TrainingInput.Member, any Error>] {
    do {
      return try input.members(item) { object in
        try run(stages, on: run(prepare, on: [object], seed: recipe.seed), seed: recipe.seed)
          .map { lightened($0, recipe, isReady: stages.count == recipe.stages.count) }
      }
    } catch { return [.failure(error)] }
  }

  /// Fits a stage to the training part where it must be, and runs it on all parts.
  private mutating func finish(_ place: Int, _ recipe: TrainingRecipe, _ threads: Int) throws {
    if let stage = stages[place] as? any FittedStage, !stage.isFitted {
      stages[place] = try stage.fitted(to: self[.train])
    }
    let stage = stages[place]
    for part in TrainingRecipe.Split.Part.allCases {
      // Taken out, so that no object is there twice.
      var objects = parts.removeValue(forKey: part) ?? []
      var done: [SkyObject] = []
      done.reserveCapacity(objects.count)
      for start in stride(from: 0, to: objects.count, by: 1024) {
        let range = start..<min(start + 1024, objects.count)
        let piece = Array(objects[range])
        for index in range { objects[index].content = .row(CatalogRow(names: [], values: [])) }
        let results = parallelMap(piece.count, threads: threads) { index in
          Result { try Self.run([stage], on: [piece[index]], seed: recipe.seed) }
        }
        for result in results {
          switch result {
          case .failure(let error): leftOut["\(error)".printable, default: 0] += 1
          case .success(let made):
            done += made.map {
              Self.lightened($0, recipe, isReady: place == stages.count - 1)
            }
          }
        }
      }
      parts[part] = done
    }
  }

  private mutating func add(
    _ object: SkyObject, to part: TrainingRecipe.Split.Part, _ recipe: TrainingRecipe
  ) {
    if !recipe.classes.isEmpty {
      guard let (name, _) = object.truth.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else {
        leftOut["has no known class", default: 0] += 1
        return
      }
      guard recipe.classes.contains(name) else {
        leftOut["is of class '\(name)', which is not among the recipe's", default: 0] += 1
        return
      }
    }
    parts[part, default: []].append(object)
  }

  /// The object without what training does not look at: maps and tables of whole fields, headers
  /// and histories of 60 000 objects would fill the memory.
  ///
  /// - Parameter isReady: no stage comes that could need the header.
  private static func lightened(
    _ object: SkyObject, _ recipe: TrainingRecipe, isReady: Bool
  ) -> SkyObject {
    var object = object
    object.layers = object.layers.filter { recipe.keeps.contains($0.key) }
    object.tables = object.tables.filter { recipe.keeps.contains($0.key) }
    object.sources = []
    object.history = []
    guard isReady else { return object }
    switch object.content {
    case .image(var image):
      image.header = Header()
      image.wcs = nil
      object.content = .image(image)
    case .spectrum(var spectrum):
      spectrum.header = Header()
      object.content = .spectrum(spectrum)
    case .lightCurve(var curve):
      curve.header = Header()
      object.content = .lightCurve(curve)
    case .row: break
    }
    return object
  }

  /// The objects behind some stages, each with its own random numbers.
  static func run(
    _ stages: some Sequence<any Stage>, on objects: [SkyObject], seed: UInt64, salt: String = ""
  ) throws -> [SkyObject] {
    var objects = objects
    for (place, stage) in stages.enumerated() {
      objects = try objects.flatMap { object in
        var random = RandomStream(
          seed: seed, key: object.id, purpose: "\(place) \(type(of: stage).info.name) \(salt)")
        if let stage = stage as? any ExpandingStage {
          return try stage.expand(object, random: &random)
        }
        return [try stage.run(object, random: &random)]
      }
    }
    return objects
  }
}
