import Foundation
import OrreryKit

extension ModelLibrary {
  /// The layers of a model at work on one object of noise of its card's size.
  /// - Returns: `nil` for a model without layers.
  /// - Throws: `DataError` for a card that cannot be used, `Settings.Failure` where configuration and
  ///   card do not go together.
  public func summary(of entry: ModelEntry) throws -> ModuleSummary? {
    guard let type = registry.architectures[entry.architecture]?.value,
      !entry.weights.hasSuffix(".onnx")
    else { return nil }
    return try summary(type, try card(of: entry))
  }

  private func summary<A: Architecture>(_ type: A.Type, _ card: ModelCard) throws -> ModuleSummary?
  {
    let keys = Settings.keys(recorded: card.configuration) ?? [:]
    let configuration = try Settings.decode(keys, over: A.defaults, settings: A.info.settings)
    // Shapes and counts do not depend on the weights.
    var random = RandomStream(seed: 0)
    let model = try A(configuration, specification: card.specification, random: &random)
    guard model.module.parameterCount > 0 else { return nil }
    // The one setting that the specification does not tell.
    let quantity: LightCurve.Quantity = keys["quantity"] == .string("flux") ? .flux : .magnitude
    let (object, shape) = card.specification.example(quantity, &random)
    var failure: (any Error)?
    let summary = model.module.summary(input: shape) { _, pass in
      do { _ = try model.predict([object], &pass) } catch { failure = error }
    }
    if let failure { throw failure }
    return summary
  }
}

extension ModelSpecification {
  /// An object of noise that the model takes, and the shape of its tensor in a batch of one.
  fileprivate func example(
    _ quantity: LightCurve.Quantity, _ random: inout RandomStream
  ) -> (SkyObject, [Int]) {
    func noise(_ count: Int) -> [Float] { (0..<count).map { _ in Float(random.normal()) } }
    let content: SkyObject.Content
    var size = shape
    switch input {
    case .image:
      if size.isEmpty { size = [64, 64] }
      var image = Image(
        pixels: noise(channels * size[0] * size[1]), channels: channels, height: size[0],
        width: size[1])
      image.bands = bands
      content = .image(image)
    case .spectrum:
      if size.isEmpty { size = [1024] }
      content = .spectrum(
        Spectrum(
          wavelength: (0..<size[0]).map { 4000 + Double($0) }, unit: .angstrom,
          flux: noise(size[0])))
    case .lightCurve:
      let length = 64
      size = [length]
      content = .lightCurve(
        LightCurve(
          time: (0..<length).map(Double.init), value: noise(length).map { 15 + $0 },
          uncertainty: [Float](repeating: 0.1, count: length),
          band: (0..<length).map { $0 % max(1, bands.count) }, bands: bands.isEmpty ? [""] : bands,
          quantity: quantity))
    case .row:
      let names = bands.isEmpty ? (0..<channels).map { "column \($0)" } : bands
      content = .row(CatalogRow(names: names, values: noise(names.count).map(Double.init)))
      size = []
    }
    return (SkyObject(id: "noise", content: content), [1, channels] + size)
  }
}
