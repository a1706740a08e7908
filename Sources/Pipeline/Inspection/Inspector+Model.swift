import Foundation
import OrreryKit

extension Inspector {
  /// Refuses names that no architecture or weights have.
  /// - Throws: `InspectionRefusal` with the nearest names.
  func checkNames(_ request: InspectionRequest) throws {
    let names = library.registry.architectures.keys.sorted()
    if let plugin = request.plugin, !names.contains(plugin) {
      throw InspectionRefusal(
        "no architecture '\(plugin)'" + NearestNames.suggestion(for: plugin, among: names),
        file: request.file)
    }
    guard let weights = request.weights else { return }
    let places = request.plugin.map { [$0] } ?? names
    if places.contains(where: { (try? library.find(weights, for: $0)) != nil }) { return }
    let known = places.flatMap { library.entries(for: $0).map(\.name) }
    let hint =
      known.isEmpty
      ? "; there are none for " + (request.plugin ?? "any architecture")
      : NearestNames.suggestion(for: weights, among: known)
    throw InspectionRefusal("no weights '\(weights)'" + hint, file: request.file)
  }

  /// Weights and their cards: those that were named, or all for such objects.
  /// - Throws: `DataError` where one cannot be read.
  func cards(
    for object: SkyObject, _ request: InspectionRequest
  ) throws -> [(entry: ModelEntry, card: ModelCard)] {
    let names = request.plugin.map { [$0] } ?? library.registry.architectures.keys.sorted()
    guard let weights = request.weights else {
      return try names.flatMap { name in
        try library.outlines(for: name).filter { $0.outline?.mayFit(object) ?? true }
          .map { ($0.entry, try library.card(of: $0.entry)) }
      }
    }
    guard let name = names.first(where: { (try? library.find(weights, for: $0)) != nil }) else {
      throw DataError(.missing, "no weights '\(weights)'")
    }
    let entry = try library.find(weights, for: name)
    return [(entry, try library.card(of: entry))]
  }

  /// Those of some cards that may fit, the likeliest first: weights that were named, or every one
  /// whose input fits and that tells classes apart.
  func models(
    of cards: [(entry: ModelEntry, card: ModelCard)], for object: SkyObject,
    _ request: InspectionRequest
  ) -> [(entry: ModelEntry, card: ModelCard)] {
    if request.weights != nil { return cards }
    // Unasked, one that says what it is: a segmenter would take any image and name no class.
    let found = cards.filter { _, card in
      (request.plugin != nil || !card.specification.classes.isEmpty || object.kind == .row)
        && fits(object, card, request)
    }
    guard object.kind == .spectrum, found.count > 1 else { return found }
    // Each was trained on a range of wavelengths of its own: that which shares the most comes first.
    let overlaps = found.map { overlap(of: object, with: $0.card) }
    return found.indices.sorted { (overlaps[$1], $0) < (overlaps[$0], $1) }.map { found[$0] }
  }

  /// Share of what the spectrum and the model's prepared spectrum cover together that both have.
  private func overlap(of object: SkyObject, with card: ModelCard) -> Double {
    guard let steps = try? ModelPreparation(card, library.registry).steps(of: object, at: nil),
      let own = object.spectrum.flatMap(Self.range), let last = steps.last?.object.spectrum,
      let prepared = Self.range(last)
    else { return 0 }
    let shared = min(own.upperBound, prepared.upperBound) - max(own.lowerBound, prepared.lowerBound)
    let whole = max(own.upperBound, prepared.upperBound) - min(own.lowerBound, prepared.lowerBound)
    return max(0, shared) / whole
  }

  /// Of ln wavelength in nanometres, good or not.
  private static func range(_ spectrum: Spectrum) -> ClosedRange<Double>? {
    let finite = spectrum.wavelength.filter { $0.isFinite && $0 > 0 }
    guard let low = finite.min(), let high = finite.max(), low < high else { return nil }
    let scale = spectrum.wavelengthUnit.nanometres
    return log(low * scale)...log(high * scale)
  }

  private func fits(
    _ object: SkyObject, _ card: ModelCard, _ request: InspectionRequest
  ) -> Bool {
    let specification = card.specification
    guard specification.input == object.kind else { return false }
    switch object.content {
    case .image(let image):
      guard specification.channels == image.channels else { return false }
      let cuts = card.stages.contains { record in
        library.registry.stages[record.name]?.value is any ExpandingStage.Type
      }
      return cuts || takes(image, specification, request)
    case .lightCurve:
      return (try? specification.check(Self.named(object, for: specification))) != nil
    // Stages bring spectra to the model's grid.
    case .spectrum: return true
    // Stages may compute the columns that the model takes.
    case .row:
      guard !specification.bands.isEmpty,
        let steps = try? ModelPreparation(card, library.registry).steps(of: object, at: nil),
        let last = steps.last
      else { return false }
      return (try? specification.check(last.object)) != nil
    }
  }

  /// A light curve whose one band has no name, as one in the band that a model of one band takes.
  static func named(_ object: SkyObject, for specification: ModelSpecification) -> SkyObject {
    guard isUnnamed(object, for: specification), var curve = object.lightCurve else {
      return object
    }
    curve.bands = specification.bands
    var object = object
    object.content = .lightCurve(curve)
    return object
  }

  static func isUnnamed(_ object: SkyObject, for specification: ModelSpecification) -> Bool {
    specification.bands.count == 1 && object.lightCurve?.bands == [""]
  }

  /// Whether the image, or a cut-out of it where a place is named, has the model's size.
  private func takes(
    _ image: Image, _ specification: ModelSpecification, _ request: InspectionRequest
  ) -> Bool {
    let size = [image.height, image.width]
    guard let height = specification.shape.first, let width = specification.shape.last else {
      return true
    }
    let isPlaced = request.pixel != nil || request.position != nil
    return size == [height, width] || (isPlaced && size[0] >= height && size[1] >= width)
  }
}
