import OrreryKit

/// Sources above a threshold, beside which a segmenting network must show what it is worth: the
/// detection of `detect-sources` with the threshold that serves the training fields best.
///
/// Takes what a segmenter takes: images without background, in units of their noise.
struct ThresholdDetection: Fitted {
  struct Configuration: Codable, Sendable {
    var minimumArea = 5
    var fwhm = 2.0
    var deblendContrast = 0.005
    /// Fields that the threshold is fitted to.
    var fields = 12
  }

  private struct State: Module {
    let threshold = Buffer(.zeros([1]))
  }

  static let defaults = Configuration()

  static let info = ArchitectureInfo(
    name: "threshold-detection",
    summary: "Sources above a threshold that is fitted to fields of known truth.",
    version: "1.0.0", task: .segmentation, accepts: .image, learnsFrom: ["truth"],
    settings: [
      Setting("minimumArea", "Least number of pixels of a source", unit: "pixel", range: 1...1e6),
      Setting(
        "fwhm", "Full width at half maximum of the Gaussian that smooths; 0 smooths nothing",
        unit: "pixel", range: 0...100),
      Setting(
        "deblendContrast", "Least share of a blend's light in a source of its own", range: 0...1),
      Setting("fields", "Fields that the threshold is fitted to", range: 1...10_000),
    ], reference: "Bertin & Arnouts 1996, A&AS 117, 393")

  /// Those tried: sigma of the smoothed image.
  private static let thresholds = [0.6, 0.8, 1, 1.2, 1.5, 1.8, 2.2, 2.7, 3.3, 4]

  let specification: ModelSpecification
  private let configuration: Configuration
  private let state = State()

  var module: any Module { state }

  init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) {
    self.configuration = configuration
    self.specification = specification
  }

  /// Takes the threshold with the best F1 of the pixels.
  func fitted(to objects: [SkyObject], random: inout RandomStream) throws -> Self {
    let fields = objects.prefix(configuration.fields).filter { $0.layers["truth"] != nil }
    guard !fields.isEmpty else {
      throw DataError(
        .invalidValue, "threshold-detection: none of \(objects.count) fields has a true map")
    }
    var best = (threshold: 1.5, score: -1.0)
    for threshold in Self.thresholds {
      var report = PixelReport()
      for field in fields {
        guard let image = field.image, let truth = field.layers["truth"] else { continue }
        let found = detect(image, above: threshold).segmentation
        let judged = truth.pixels.indices.filter { truth.pixels[$0].isFinite }
        report.add(
          probabilities: judged.map { found[$0] > 0 ? 1 : 0 },
          isSource: judged.map { truth.pixels[$0] > 0 })
      }
      if report.f1 > best.score { best = (threshold, report.f1) }
    }
    var empty = RandomStream(seed: 0)
    let result = Self(configuration, specification: specification, random: &empty)
    result.state.threshold.value = Tensor([Float(best.threshold)], shape: [1])
    return result
  }

  private func detect(_ image: Image, above threshold: Double) -> SourceDetector.Detection {
    var options = SourceDetector.Options()
    options.threshold = threshold
    options.minimumArea = configuration.minimumArea
    options.fwhm = configuration.fwhm
    options.deblender.contrast = configuration.deblendContrast
    let range = image.planeRange(0)
    return SourceDetector(options: options).detect(
      plane: Array(image.pixels[range]), noise: [Float](repeating: 1, count: image.planeSize),
      mask: image.mask.map { Array($0[range]) }, height: image.height, width: image.width)
  }

  func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    let threshold = Double(state.threshold.value.scalars[0])
    guard threshold > 0 else {
      throw DataError(.invalidValue, "threshold-detection: was not fitted")
    }
    return try objects.map { object in
      try specification.check(object)
      guard let image = object.image else { return Prediction(flags: [.noValidData]) }
      var prediction = Prediction()
      guard image.pixels.contains(where: \.isFinite) else {
        prediction.flags.append(.noValidData)
        return prediction
      }
      if image.pixels.contains(where: { !$0.isFinite }) { prediction.flags.append(.missingData) }
      let found = detect(image, above: threshold)
      func layer(_ values: [Float], _ name: String) -> Image {
        var layer = image.layer(values, channels: 1, name: name)
        layer.unit = nil
        return layer
      }
      prediction.layers["segmentation"] = layer(found.segmentation.map(Float.init), "segmentation")
      prediction.layers["source-probability"] = layer(
        found.segmentation.map { $0 > 0 ? 1 : 0 }, "source-probability")
      prediction.tables["sources"] = Self.table(found.sources)
      prediction.measurements = [
        Measurement(
          "sources", .integer(Int64(found.sources.count)), description: "Sources in the image")
      ]
      return prediction
    }
  }

  private static func table(_ sources: [Source]) -> Catalog {
    Catalog(
      columns: [
        Column(
          "number", .integer(sources.map { Int64($0.number) }), description: "Value in the map"),
        Column(
          "x", .real(sources.map(\.x)), unit: "pixel", description: "Column of the centre, from 0"),
        Column(
          "y", .real(sources.map(\.y)), unit: "pixel", description: "Row of the centre, from 0"),
        Column("flux", .real(sources.map(\.flux)), description: "Sum of its pixels"),
        Column(
          "flux_error", .real(sources.map(\.fluxError)), description: "One standard deviation"),
        Column(
          "area", .integer(sources.map { Int64($0.area) }), unit: "pixel",
          description: "Pixels above the threshold"),
      ], name: "sources")
  }
}
