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

  /// Weights and cards that may fit, the likeliest first: those that were named, or every one whose
  /// input fits and that tells classes apart.
  func models(
    for object: SkyObject, _ request: InspectionRequest
  ) throws -> [(entry: ModelEntry, card: ModelCard)] {
    let names = request.plugin.map { [$0] } ?? library.registry.architectures.keys.sorted()
    if let weights = request.weights {
      guard let name = names.first(where: { (try? library.find(weights, for: $0)) != nil }) else {
        throw DataError(.missing, "no weights '\(weights)'")
      }
      let entry = try library.find(weights, for: name)
      return [(entry, try library.card(of: entry))]
    }
    return try names.flatMap { name in
      try library.entries(for: name).compactMap { entry in
        let card = try library.card(of: entry)
        // Unasked, one that says what it is: a segmenter would take any image and name no class.
        guard request.plugin != nil || !card.specification.classes.isEmpty,
          fits(object, card, request)
        else { return nil }
        return (entry, card)
      }
    }
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
    case .lightCurve: return (try? specification.check(object)) != nil
    // Stages bring spectra to the model's grid.
    case .spectrum: return true
    case .row: return false
    }
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
