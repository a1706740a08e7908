import Foundation
import OrreryKit

extension Inspector {
  /// A model at hand, and the object on its way through the model's stages.
  struct Prepared {
    var model: LoadedModel
    var entry: ModelEntry
    var input: SkyObject
    var place: SIMD2<Double>?
    var steps: [ModelPreparation.Step]

    var object: SkyObject { steps[steps.count - 1].object }
  }

  /// Asks the model that was named, or the first that fits and answers; then what was asked for
  /// besides: stages, variations, an explanation.
  /// - Throws: `InspectionRefusal` where what was named does not exist.
  func predict(
    _ content: SkyObject.Content, _ request: InspectionRequest, into result: inout Result
  ) throws {
    guard request.predicts else { return }
    try checkNames(request)
    var object = SkyObject(id: "object", origin: request.file, content: content)
    object.position = object.spectrum?.position ?? object.lightCurve?.position
    do {
      let cards = try cards(for: object, request)
      let models = models(of: cards, for: object, request)
      guard !models.isEmpty else {
        // Most tables are for no model: that is nothing to tell.
        if object.kind == .row, request.plugin == nil { return }
        result.facts.noPrediction = refusal(object, cards, request)
        return
      }
      var failure: (any Error)?
      for (entry, card) in models {
        do {
          let prepared = try prepare(object, entry, card, request)
          guard let prediction = try prepared.model.predict([prepared.object]).first else {
            continue
          }
          result.facts.prediction = Self.classified(prediction, prepared)
          if Self.isUnnamed(object, for: card.specification) {
            result.facts.prediction?.notes.append(
              "the curve names no band: taken as \(card.specification.bands[0])".printable)
          }
          addExamples(prediction, prepared, to: &result)
          result.prepared = prepared.object
          if request.showsStages { addStages(prepared, to: &result) }
          if !request.variations.isEmpty {
            result.facts.variations = try vary(prepared, prediction, request)
          }
          try explain(prepared, request, into: &result)
          return
        } catch let refusal as InspectionRefusal {
          throw refusal
        } catch  where failure == nil { failure = error } catch {}
      }
      if let failure { result.facts.noPrediction = "\(failure)".printable }
    } catch let refusal as InspectionRefusal {
      throw refusal
    } catch { result.facts.noPrediction = "\(error)".printable }
  }

  private func prepare(
    _ object: SkyObject, _ entry: ModelEntry, _ card: ModelCard, _ request: InspectionRequest
  ) throws -> Prepared {
    let object = Self.named(object, for: card.specification)
    var place: SIMD2<Double>? = request.pixel
    if let position = request.position, let pixel = object.image?.wcs?.pixel(of: position) {
      place = SIMD2(pixel.x, pixel.y)
    }
    let steps = try ModelPreparation(card, library.registry).steps(of: object, at: place)
    guard let type = library.registry.architectures[entry.architecture]?.value else {
      throw DataError(.missing, "no architecture '\(entry.architecture)'")
    }
    let model = try library.load(
      PlannedModel(
        entry: entry, card: card, digest: "",
        configuration: try ModelLibrary.configuration(of: type, card: card, overrides: [:]),
        batch: 1))
    return Prepared(model: model, entry: entry, input: object, place: place, steps: steps)
  }

  /// Why no model was asked.
  private func refusal(
    _ object: SkyObject, _ cards: [(entry: ModelEntry, card: ModelCard)],
    _ request: InspectionRequest
  ) -> String {
    let list = "`orrery models list` shows what there is"
    guard let image = object.image else {
      let bands = object.lightCurve.map { curve in
        let names = curve.bands.filter { !$0.isEmpty }
        return names.isEmpty ? "" : " in \(names.joined(separator: ", "))"
      }
      return "no model takes \(object.kind.singular)\(bands ?? "") like this; \(list)"
    }
    // Perhaps a part of the image would do.
    var placed = request
    placed.pixel = SIMD2(0, 0)
    let hint =
      models(of: cards, for: object, placed).isEmpty
      ? list : "--at or --pixel cuts out what one takes"
    return "no model takes \(image.channels == 1 ? "one plane" : "\(image.channels) planes") of "
      + "\(image.width) × \(image.height); \(hint)"
  }

  // MARK: - Facts

  private static func classified(
    _ prediction: Prediction, _ prepared: Prepared
  ) -> Inspection.Classified {
    let card = prepared.model.card
    let classes = card.specification.classes
    let isFinite = prediction.probabilities.allSatisfy(\.isFinite)
    var flags = prepared.object.flags
    flags += prediction.flags.filter { !flags.contains($0) }
    var result = Inspection.Classified(
      architecture: prepared.entry.architecture, weights: prepared.entry.name,
      object: prepared.object.id, classes: classes,
      probabilities: isFinite ? prediction.probabilities.map(Double.init) : nil,
      measurements: [], flags: flags.map(\.rawValue), notes: [])
    if !classes.isEmpty, result.probabilities?.isEmpty ?? true {
      result.unanswered = Self.silence(prepared)
    }
    let calibration = card.calibration
    if let conformal = calibration.conformal {
      result.conformalLevel = conformal.level
      if isFinite, !prediction.probabilities.isEmpty {
        result.conformalSet = conformal.set(prediction.probabilities).map { classes[$0] }
      }
    } else if !classes.isEmpty {
      result.notes.append("the card has no conformal sets")
    }
    if let distance = calibration.distance {
      result.featureDistanceLimit = distance.threshold
      if !prediction.features.isEmpty {
        let value = distance.distance(prediction.features)
        result.featureDistance = value.isFinite ? value : nil
        result.isOutOfDistribution = distance.isOutside(prediction.features)
      }
    } else if !classes.isEmpty {
      result.notes.append(
        "the card has no feature distances: whether it is like the training is unknown")
    }
    let own = ["conformal_set", "feature_distance"]
    result.measurements = (prepared.object.measurements + prediction.measurements)
      .filter { !own.contains($0.name) }.map(Inspection.Measured.init)
    return result
  }

  /// Why a model that tells classes apart gives no probabilities.
  private static func silence(_ prepared: Prepared) -> String {
    for (place, step) in prepared.steps.enumerated() {
      let content = step.object.content
      let all = content.statistics
      guard !all.isEmpty, all.allSatisfy({ $0.count == $0.missing + $0.flagged }) else { continue }
      let missing = all.reduce(0) { $0 + $1.missing }, flagged = all.reduce(0) { $0 + $1.flagged }
      let reasons = [(missing, "without a value"), (flagged, "flagged")].filter { $0.0 > 0 }
        .map { "\($0.0) \($0.1)" }.joined(separator: ", ")
      return (place == 0 ? "" : "behind the stage '\(step.name)' ")
        + "none of its \(content.placeName) is good"
        + (reasons.isEmpty ? "" : ": \(reasons)")
    }
    return "the model's answer is no number"
  }

  private func addStages(_ prepared: Prepared, to result: inout Result) {
    var before: [ObjectFlag] = []
    result.steps = prepared.steps.map { ($0.name, $0.object.content) }
    result.facts.stages = prepared.steps.map { step in
      let new = step.object.flags.filter { !before.contains($0) }
      before = step.object.flags
      return Inspection.StageFacts(
        name: step.name, settings: step.settings, shape: step.object.content.shape,
        statistics: step.object.content.statistics, flags: new.map(\.rawValue))
    }
  }

  // MARK: - Variations

  private func vary(
    _ prepared: Prepared, _ base: Prediction, _ request: InspectionRequest
  ) throws -> [Inspection.VariationFacts] {
    let classes = prepared.model.card.specification.classes
    let best = base.probabilities.indices.max { base.probabilities[$0] < base.probabilities[$1] }
    return try request.variations.map { variation in
      var facts = Inspection.VariationFacts(change: variation.label.printable)
      do {
        var change: SettingOverride?
        if case .setting(let text) = variation { change = try SettingOverride(text) }
        let preparation = try ModelPreparation(
          prepared.model.card, library.registry, change: change)
        let changed = try variation.applied(to: prepared.input)
        let steps = try preparation.steps(of: changed, at: prepared.place)
        guard let last = steps.last, let answer = try prepared.model.predict([last.object]).first,
          answer.probabilities.allSatisfy(\.isFinite), !answer.probabilities.isEmpty
        else {
          facts.failure = "nothing can be said of it"
          return facts
        }
        facts.probabilities = answer.probabilities.map(Double.init)
        facts.shift = best.map {
          Double(answer.probabilities[$0]) - Double(base.probabilities[$0])
        }
        facts.best = answer.probabilities.indices
          .max { answer.probabilities[$0] < answer.probabilities[$1] }.map { classes[$0] }
      } catch let failure as Settings.Failure {
        throw InspectionRefusal("--set \(failure)", file: request.file)
      } catch let problems as Problems {
        throw InspectionRefusal(
          problems.all.first.map { "\(variation.label): \($0.reason)" } ?? variation.label,
          file: request.file)
      } catch { facts.failure = "\(error)".printable }
      return facts
    }
  }
}

extension Inspection.Measured {
  init(_ measurement: OrreryKit.Measurement) {
    name = measurement.name
    unit = measurement.unit
    description = measurement.description
    switch measurement.value {
    case .real(let value): number = value.isFinite ? value : nil
    case .integer(let value): number = Double(value)
    case .string(let value): text = value
    case .logical(let value): text = value ? "yes" : "no"
    case .vector(let values):
      text = values.prefix(8).map { String(format: "%.5g", Double($0)) }
        .joined(separator: ", ")
    }
  }
}

extension SkyObject.Content {
  /// What its values stand at, in words.
  var placeName: String {
    switch self {
    case .image, .spectrum: "pixels"
    case .lightCurve: "points"
    case .row: "values"
    }
  }

  /// Planes, height, width of an image; length of a series.
  var shape: [Int] {
    switch self {
    case .image(let image): [image.channels, image.height, image.width]
    case .spectrum(let spectrum): [spectrum.count]
    case .lightCurve(let curve): [curve.count]
    case .row(let row): [row.values.count]
    }
  }

  /// One for each plane; one of a series.
  var statistics: [Inspection.Statistics] {
    switch self {
    case .image(let image):
      (0..<image.channels).map { Inspection.Statistics(image, channel: $0) }
    case .spectrum(let spectrum):
      [.init(spectrum.flux, isGood: spectrum.isGood, unit: spectrum.fluxUnit)]
    case .lightCurve(let curve): [.init(curve.value, isGood: curve.isGood, unit: curve.unit)]
    case .row: []
    }
  }
}
