import OrreryKit

/// Labelled objects behind the preparation, in their parts of the split.
struct TrainingSet: Sendable {
  private(set) var parts: [TrainingRecipe.Split.Part: [SkyObject]] = [:]
  /// The preparation, with the statistics that were fitted to the training part.
  private(set) var stages: [any Stage]
  /// Objects that take no part, by reason.
  private(set) var leftOut: [String: Int] = [:]

  subscript(part: TrainingRecipe.Split.Part) -> [SkyObject] { parts[part] ?? [] }

  /// Reads or makes every object of a recipe and prepares it.
  /// - Parameter progress: told how many of how many inputs are done.
  /// - Throws: `DataError` where nothing can be trained on; a single bad object is left out.
  init(_ recipe: TrainingRecipe, progress: (_ done: Int, _ total: Int) -> Void) throws {
    stages = recipe.stages.map(\.stage)
    // Up to the first stage that must see the training part before it can run.
    let firstFit = stages.firstIndex { ($0 as? any FittedStage)?.isFitted == false } ?? stages.count
    let input = try LabelledInput(recipe.data)
    for index in 0..<input.count {
      do {
        let object = try input.object(index)
        let part = recipe.split.part(of: object.id, seed: recipe.seed)
        let found = try Self.run(recipe.prepare.map(\.stage), on: [object], seed: recipe.seed)
        let prepared = try Self.run(stages[..<firstFit], on: found, seed: recipe.seed)
        for object in try input.labelled(prepared, of: object) {
          add(object, to: part, recipe.classes)
        }
      } catch { leftOut["\(error)".printable, default: 0] += 1 }
      progress(index + 1, input.count)
    }
    for place in firstFit..<stages.count {
      if let stage = stages[place] as? any FittedStage, !stage.isFitted {
        stages[place] = try stage.fitted(to: self[.train])
      }
      for part in TrainingRecipe.Split.Part.allCases {
        parts[part] = try Self.run(stages[place...place], on: self[part], seed: recipe.seed)
      }
    }
    if self[.train].isEmpty {
      let reason = leftOut.max { $0.value < $1.value }?.key ?? "the data are empty"
      throw DataError(.missing, "no object is left to train on: \(reason)", file: recipe.file)
    }
  }

  private mutating func add(
    _ object: SkyObject, to part: TrainingRecipe.Split.Part, _ classes: [String]
  ) {
    guard let (name, _) = object.truth.max(by: { $0.value < $1.value }) else {
      leftOut["has no known class", default: 0] += 1
      return
    }
    guard classes.contains(name) else {
      leftOut["is of class '\(name)', which is not among the recipe's", default: 0] += 1
      return
    }
    var object = object
    // Only the stamp is kept: maps and tables of the field would fill the memory.
    object.layers = [:]
    object.tables = [:]
    object.sources = []
    object.history = []
    parts[part, default: []].append(object)
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
