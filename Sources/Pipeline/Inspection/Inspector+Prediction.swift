import Foundation
import OrreryKit

extension Inspector {
  /// Asks the model that was named, or the first that fits the image.
  /// - Throws: `InspectionRefusal` where the model that was named does not exist.
  func predict(
    _ image: Image, _ request: InspectionRequest, into facts: inout Inspection
  ) throws {
    guard request.predicts else { return }
    try checkNames(request)
    do {
      guard let (entry, card) = try model(for: image, request) else {
        // Perhaps a part of the image would do.
        var placed = request
        placed.pixel = SIMD2(0, 0)
        let hint =
          try model(for: image, placed) != nil
          ? "--at or --pixel cuts out what one takes" : "`orrery models list` shows what there is"
        facts.noPrediction =
          "no model takes \(image.channels == 1 ? "one plane" : "\(image.channels) planes") of "
          + "\(image.width) × \(image.height); \(hint)"
        return
      }
      let object = try prepared(image, card, request)
      let type = library.registry.architectures[entry.architecture]?.value
      let configuration = try type.map {
        try ModelLibrary.configuration(of: $0, card: card, overrides: [:])
      }
      let loaded = try library.load(
        PlannedModel(
          entry: entry, card: card, digest: "", configuration: configuration ?? .null, batch: 1))
      guard let prediction = try loaded.predict([object]).first else {
        return
      }
      let finite = prediction.probabilities.allSatisfy(\.isFinite)
      facts.prediction = Inspection.Classified(
        architecture: entry.architecture, weights: entry.name, object: object.id,
        classes: card.specification.classes,
        probabilities: finite ? prediction.probabilities.map(Double.init) : nil,
        flags: (object.flags + prediction.flags).map(\.rawValue))
    } catch { facts.noPrediction = "\(error)".printable }
  }

  private func checkNames(_ request: InspectionRequest) throws {
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

  /// The model's weights and card: those named, or the first whose input fits.
  private func model(
    for image: Image, _ request: InspectionRequest
  ) throws -> (ModelEntry, ModelCard)? {
    if let weights = request.weights {
      let plugin =
        request.plugin
        ?? library.registry.architectures.keys.sorted().first {
          (try? library.find(weights, for: $0)) != nil
        }
      guard let plugin else { throw DataError(.missing, "no weights '\(weights)'") }
      let entry = try library.find(weights, for: plugin)
      return (entry, try library.card(of: entry))
    }
    for architecture in request.plugin.map({ [$0] }) ?? library.registry.architectures.keys.sorted()
    {
      for entry in library.entries(for: architecture) {
        let card = try library.card(of: entry)
        let specification = card.specification
        // Unasked, one that says what it is: a segmenter would take any image and name no class.
        guard specification.input == .image, specification.channels == image.channels,
          request.plugin != nil || !specification.classes.isEmpty
        else { continue }
        let cuts = card.stages.contains { record in
          library.registry.stages[record.name]?.value is any ExpandingStage.Type
        }
        if cuts || takes(image, specification, request) {
          return (entry, card)
        }
      }
    }
    return nil
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

  /// The object behind the card's stages; of several sources the one nearest to the place.
  private func prepared(
    _ image: Image, _ card: ModelCard, _ request: InspectionRequest
  ) throws -> SkyObject {
    let stages = try card.stages.map { record -> any Stage in
      guard let type = library.registry.stages[record.name]?.value else {
        throw DataError(.missing, "the model needs the stage '\(record.name)'")
      }
      return try Settings.stage(type, recorded: record.settings)
    }
    var place = SIMD2(Double(image.width - 1) / 2, Double(image.height - 1) / 2)
    if let pixel = request.pixel { place = pixel }
    if let position = request.position, let pixel = image.wcs?.pixel(of: position) {
      place = SIMD2(pixel.x, pixel.y)
    }
    var image = image
    let shape = card.specification.shape
    if shape.count == 2, shape != [image.height, image.width],
      !stages.contains(where: { $0 is any ExpandingStage })
    {
      image = image.cutOut(
        PixelRegion(centerX: place.x, centerY: place.y, width: shape[1], height: shape[0]))
    }
    let object = SkyObject(id: "object", origin: request.file, content: .image(image))
    let objects = try TrainingSet.run(stages, on: [object], seed: 0)
    func distance(_ object: SkyObject) -> Double {
      object.pixel.map { hypot($0.x - place.x, $0.y - place.y) } ?? 0
    }
    guard let nearest = objects.min(by: { distance($0) < distance($1) }) else {
      throw DataError(.missing, "the model's stages found no source")
    }
    return nearest
  }
}
