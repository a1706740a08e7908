import OrreryKit

/// Finds the sources in an image and makes a segmentation map.
struct DetectSources: ImageStage {
  var threshold = 1.5
  var minimumArea = 5
  var fwhm = 2.0
  var deblendLevels = 32
  var deblendContrast = 0.005
  var gain = 0.0
  var band: String?

  static let info = StageInfo(
    name: "detect-sources",
    summary: "Finds sources above the noise, separates blends and measures them.",
    category: .preparation, accepts: [.image], provides: ["sources", "segmentation"],
    settings: [
      Setting(
        "threshold", "Least height of the smoothed image", unit: "sigma of a pixel",
        range: 0.01...1e6),
      Setting("minimumArea", "Least number of pixels of a source", unit: "pixel", range: 1...1e6),
      Setting(
        "fwhm", "Full width at half maximum of the Gaussian that smooths; 0 smooths nothing",
        unit: "pixel", range: 0...100),
      Setting(
        "deblendLevels", "Levels at which blends are cut; 1 separates nothing", range: 1...256),
      Setting(
        "deblendContrast", "Least share of a blend's light in a source of its own", range: 0...1),
      Setting(
        "gain", "Electrons in one unit of the image, for the sources' own noise; 0 leaves it out",
        unit: "electron", range: 0...Double.infinity),
      Setting(
        "band", "Channel to search, by name or number; all, weighted by their noise, where absent",
        type: "text"),
    ],
    missingData: "NaN and masked pixels have no weight; a source over them is flagged. Saturated "
      + "pixels count and flag their source.",
    reference: "Bertin & Arnouts 1996, A&AS 117, 393")

  func process(_ image: inout Image, of object: inout SkyObject) throws {
    object.flagDegenerate(image)
    var options = SourceDetector.Options()
    options.threshold = threshold
    options.minimumArea = minimumArea
    options.fwhm = fwhm
    options.gain = gain
    options.deblender.levels = deblendLevels
    options.deblender.contrast = deblendContrast

    let chosen = try band.map { [try image.channel(named: $0, for: Self.self)] }
    let planes = try (chosen ?? Array(0..<image.channels)).map { channel in
      (
        data: Array(image.pixels[image.planeRange(channel)]),
        noise: try noise(of: image, channel: channel, object: object),
        mask: image.mask.map { Array($0[image.planeRange(channel)]) }
      )
    }
    let plane = planes.count == 1 ? planes[0] : Self.combine(planes)
    let found = SourceDetector(options: options).detect(
      plane: plane.data, noise: plane.noise, mask: plane.mask, height: image.height,
      width: image.width)
    object.sources = found.sources
    var segmentation = image.layer(
      found.segmentation.map(Float.init), channels: 1, name: "segmentation")
    segmentation.unit = nil
    object.layers["segmentation"] = segmentation
    object.measure(
      Measurement(
        "sources", .integer(Int64(found.sources.count)), description: "Sources in the image"))
    object.history.append(
      "detect-sources: \(found.sources.count) sources above \(threshold) sigma")
  }

  /// The noise layer, else the image's uncertainty, else one value from clipped statistics.
  private func noise(of image: Image, channel: Int, object: SkyObject) throws -> [Float] {
    let range = image.planeRange(channel)
    if let layer = object.layers["noise"], layer.pixels.count == image.pixels.count {
      return Array(layer.pixels[range])
    }
    let ordered = OrderedValues(image.goodValues(in: range))
    let sky = ClippedStatistics(ordered, clip: 3, iterations: 50)
    if let sky, object.layers["background"] == nil, sky.deviation > 0,
      sky.median > threshold * sky.deviation
    {
      throw DataError(
        .invalidValue,
        "detect-sources: the sky of \(object.id) is \(Int(sky.median / sky.deviation)) sigma above 0; "
          + "put subtract-background before")
    }
    if let uncertainty = image.uncertainty { return Array(uncertainty[range]) }
    return [Float](repeating: Float(sky?.deviation ?? 0), count: image.planeSize)
  }

  /// The mean of the channels weighted by inverse variance: the best image of a flat spectrum.
  private static func combine(
    _ planes: [(data: [Float], noise: [Float], mask: [UInt8]?)]
  ) -> (data: [Float], noise: [Float], mask: [UInt8]?) {
    let count = planes[0].data.count
    var data = [Float](repeating: .nan, count: count)
    var noise = data
    var mask = [UInt8](repeating: 0, count: count)
    let passed = PixelFlags.saturated.rawValue
    for index in 0..<count {
      var sum: Float = 0
      var weights: Float = 0
      for plane in planes {
        let flags = plane.mask?[index] ?? 0
        mask[index] |= flags & passed
        let weight = 1 / (plane.noise[index] * plane.noise[index])
        guard flags & ~passed == 0, plane.data[index].isFinite, weight.isFinite else { continue }
        sum += weight * plane.data[index]
        weights += weight
      }
      if weights > 0 {
        data[index] = sum / weights
        noise[index] = 1 / weights.squareRoot()
      }
    }
    return (data, noise, mask)
  }
}
