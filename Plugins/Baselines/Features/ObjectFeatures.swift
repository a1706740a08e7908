import OrreryKit

/// Features of any kind of object, by the specification of the model.
struct ObjectFeatures: Sendable {
  var specification: ModelSpecification
  /// Of the period search of light curves, cycles per day.
  var highestFrequency: Double
  /// Parts of a spectrum.
  var bins: Int

  /// One name for each feature.
  var names: [String] {
    switch specification.input {
    case .image: StampFeatures.names(channels: specification.channels)
    case .lightCurve: LightCurveFeatures.names(bands: specification.bands)
    case .spectrum: SpectrumFeatures.names(bins: bins)
    case .row: specification.bands
    }
  }

  /// - Returns: `nil` where nothing can be measured.
  /// - Throws: `DataError.invalidValue` for an object of another kind or shape.
  func values(_ object: SkyObject) throws -> [Float]? {
    try specification.check(object)
    let values: [Float]? =
      switch object.content {
      case .image(let image): StampFeatures.values(image)
      case .lightCurve(let curve):
        LightCurveFeatures(highestFrequency: highestFrequency)
          .values(curve, bands: specification.bands)
      case .spectrum(let spectrum): SpectrumFeatures.values(spectrum, bins: bins)
      case .row(let row):
        row.finiteCount == 0 ? nil : specification.bands.map { Float(row[$0] ?? .nan) }
      }
    precondition(
      (values?.count ?? names.count) == names.count,
      "ObjectFeatures: \(values?.count ?? 0) features, \(names.count) names")
    return values
  }
}
