import Foundation
import OrreryKit

/// The way of one object through the preparation stages of a model's card.
struct ModelPreparation {
  /// The object behind one stage.
  struct Step {
    /// `input` for the object as it was read.
    var name: String
    var settings: [String: JSONValue]
    var object: SkyObject
  }

  private let stages: [(name: String, settings: [String: JSONValue], stage: any Stage)]
  private let specification: ModelSpecification

  /// - Parameter change: a setting of a stage put over the card's.
  /// - Throws: `DataError.missing` for a stage that is not there, `Settings.Failure` and `Problems` for
  ///   settings that cannot be used.
  init(_ card: ModelCard, _ registry: Registry, change: SettingOverride? = nil) throws {
    specification = card.specification
    var records = card.stages.map { record in
      (name: record.name, settings: Settings.keys(recorded: record.settings) ?? [:])
    }
    if let change {
      guard let place = records.firstIndex(where: { $0.name == change.path[0] }) else {
        throw Settings.Failure(
          path: [change.path[0]],
          reason: "the model has no such stage"
            + NearestNames.suggestion(for: change.path[0], among: records.map(\.name)))
      }
      guard change.path.count == 2 else {
        throw Settings.Failure(path: change.path, reason: "write it as stage.key=value")
      }
      records[place].settings[change.path[1]] = change.value.value
    }
    stages = try records.map { record in
      guard let type = registry.stages[record.name]?.value else {
        throw DataError(.missing, "the model needs the stage '\(record.name)'")
      }
      let isChanged = record.name == change?.path[0]
      return (record.name, record.settings, try Self.stage(type, record.settings, isChanged))
    }
  }

  private static func stage<S: Stage>(
    _ type: S.Type, _ settings: [String: JSONValue], _ isChanged: Bool
  ) throws -> S {
    let stage = try Settings.decode(settings, over: S(), settings: S.info.settings)
    if isChanged { try stage.validate() }
    return stage
  }

  /// The object behind each stage; of several that a stage makes, the one nearest to the place.
  /// - Parameter place: in pixels of an image; `nil` for its centre.
  /// - Throws: what a stage throws for this object.
  func steps(of object: SkyObject, at place: SIMD2<Double>?) throws -> [Step] {
    var object = object
    var nearest = SIMD2(0.0, 0.0)
    if let image = object.image {
      nearest = place ?? SIMD2(Double(image.width - 1) / 2, Double(image.height - 1) / 2)
      let shape = specification.shape
      if shape.count == 2, shape != [image.height, image.width],
        !stages.contains(where: { $0.stage is any ExpandingStage })
      {
        object.image = image.cutOut(
          PixelRegion(centerX: nearest.x, centerY: nearest.y, width: shape[1], height: shape[0]))
      }
    }
    func distance(_ object: SkyObject) -> Double {
      object.pixel.map { hypot($0.x - nearest.x, $0.y - nearest.y) } ?? 0
    }
    var steps = [Step(name: "input", settings: [:], object: object)]
    for entry in stages {
      let made = try TrainingSet.run([entry.stage], on: [object], seed: 0)
      guard let next = made.min(by: { distance($0) < distance($1) }) else {
        throw DataError(.missing, "the model's stages found no source")
      }
      object = next
      steps.append(Step(name: entry.name, settings: entry.settings, object: object))
    }
    return steps
  }
}
