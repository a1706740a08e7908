import Foundation
import OrreryKit

extension Inspector {
  /// Explains the prediction in the way that was asked for; why it cannot be done is a fact.
  /// - Throws: `InspectionRefusal` for a class or layer that there is not.
  func explain(
    _ prepared: Prepared, _ request: InspectionRequest, into result: inout Result
  ) throws {
    guard let method = request.explanation else { return }
    let classes = prepared.model.card.specification.classes
    var target: Int?
    if let name = request.explainedClass {
      target = classes.firstIndex(of: name)
      if target == nil {
        throw InspectionRefusal(
          "the model has no class '\(name)'" + NearestNames.suggestion(for: name, among: classes),
          file: request.file)
      }
    }
    do {
      let explainer = try Explainer(
        prepared.model.architecture, object: prepared.object, target: target,
        calibration: prepared.model.card.calibration)
      var facts = Inspection.Explained(
        method: method.rawValue, explainedClass: classes[explainer.target],
        evidence: explainer.evidence, baseEvidence: explainer.baseEvidence, shape: [], values: [],
        strongest: [])
      let content = try self.content(method, explainer, request)
      switch content {
      case .attribution(let map): facts.add(map, of: prepared.object)
      case .featureMaps(let maps, _): facts.layer = .init(maps)
      case .adversarial(let example):
        facts.adversarial = .init(
          step: example?.step, relativeStep: example?.relativeStep,
          becomes: example.map { classes[$0.after] }, probabilities: example?.probabilities)
      }
      result.facts.explanation = facts
      result.explanation = Explanation(
        method: method, object: prepared.object, content: content)
    } catch let error as DataError where error.code == .missing && request.layer != nil {
      throw InspectionRefusal(error.reason, file: request.file)
    } catch { result.facts.noExplanation = "\(error)".printable }
  }

  private func content(
    _ method: ExplanationMethod, _ explainer: Explainer, _ request: InspectionRequest
  ) throws -> Explanation.Content {
    if let attribution = method.attribution {
      return .attribution(try explainer.attribution(attribution))
    }
    if method == .adversarial { return .adversarial(try explainer.adversarial()) }
    let maps = try explainer.featureMaps(layer: request.layer)
    return .featureMaps(maps, strongestInputs: try strongestInputs(maps, explainer))
  }
}

extension Inspector {
  /// Filters whose strongest inputs are looked for, and steps of the search: about a second.
  private static let searched = (filters: 4, steps: 40)

  private func strongestInputs(_ maps: FeatureMaps, _ explainer: Explainer) throws -> [Image] {
    guard explainer.object.kind == .image else { return [] }
    do {
      return try maps.maps.prefix(Self.searched.filters).compactMap { map in
        try explainer.maximising(
          filter: map.filter, ofLayer: maps.layer, steps: Self.searched.steps
        ).object.image
      }
    } catch let error as DataError where [.unsupported, .missing].contains(error.code) { return [] }
  }
}

extension Inspection.Explained {
  /// The map, its parts, and where it is largest.
  mutating func add(_ map: Attribution, of object: SkyObject) {
    excess = map.excess
    switch map.method {
    case .saliency: unit = "nat per unit"
    case .gradCAM: unit = nil
    case .integratedGradients, .occlusion, .kernelSHAP: unit = "nat"
    }
    values = map.values.map { $0.isFinite ? $0 : 0 }
    shape = object.image.map { [$0.height, $0.width] } ?? [map.values.count]
    places = object.spectrum?.wavelength ?? object.lightCurve?.time
    if places?.allSatisfy(\.isFinite) == false { places = nil }
    if !map.shares.isEmpty {
      var members = [[Int]](repeating: [], count: map.shares.count)
      for (place, part) in map.parts.enumerated() where part >= 0 { members[part].append(place) }
      parts = map.shares.indices.map { number in
        Part(
          number: number, share: map.shares[number], places: members[number].count,
          centre: Self.centre(members[number], object))
      }
    }
    strongest = Self.strongest(map.values, object)
  }

  private static func centre(_ places: [Int], _ object: SkyObject) -> [Double] {
    let count = Double(max(1, places.count))
    func mean(_ value: (Int) -> Double) -> Double { places.reduce(0) { $0 + value($1) } / count }
    if let image = object.image {
      return [mean { Double($0 % image.width) }, mean { Double($0 / image.width) }]
    }
    if let spectrum = object.spectrum { return [mean { spectrum.wavelength[$0] }] }
    if let curve = object.lightCurve { return [mean { curve.time[$0] }] }
    return []
  }

  /// The three places of the largest absolute values that are not beside each other.
  private static func strongest(_ values: [Float], _ object: SkyObject) -> [String] {
    let apart =
      object.image.map { max(2, min($0.width, $0.height) / 8) } ?? max(1, values.count / 24)
    var chosen: [Int] = []
    let largest = values.map(abs).max() ?? 0
    guard largest > 0 else { return [] }
    for place in values.indices.sorted(by: { (abs(values[$1]), $0) < (abs(values[$0]), $1) }) {
      guard chosen.count < 3, abs(values[place]) > largest / 4 else { break }
      let isNear = chosen.contains { other in
        guard let image = object.image else { return abs(other - place) < apart }
        return abs(other % image.width - place % image.width) < apart
          && abs(other / image.width - place / image.width) < apart
      }
      if !isNear { chosen.append(place) }
    }
    return chosen.map { place in
      let sign = values[place] < 0 ? " (against)" : ""
      if let image = object.image {
        let (x, y) = (place % image.width, place / image.width)
        let sky = image.wcs?.sky(x: Double(x), y: Double(y))
        return "pixel (\(x), \(y))"
          + (sky.map { String(format: ", RA %.5f Dec %+.5f", $0.ra, $0.dec) } ?? "") + sign
      }
      if let spectrum = object.spectrum {
        return String(format: "%.6g ", spectrum.wavelength[place])
          + spectrum.wavelengthUnit.rawValue + sign
      }
      guard let curve = object.lightCurve else { return "\(place)" + sign }
      let band = curve.bands[curve.band[place]]
      return String(format: "%.4f d", curve.time[place]) + (band.isEmpty ? "" : " in \(band)")
        + sign
    }
  }
}

extension Inspection.Explained.Layer {
  init(_ maps: FeatureMaps) {
    name = maps.layer
    kind = maps.kind
    shape = maps.shape
    receptiveField = maps.receptiveField
    step = maps.step
    layers = maps.layers
    filters = maps.maps.map { map in
      let finite = map.values.filter(\.isFinite).map(Double.init)
      return .init(
        number: map.filter, minimum: finite.min() ?? 0, maximum: finite.max() ?? 0,
        mean: map.mean.isFinite ? Double(map.mean) : 0)
    }
  }
}
