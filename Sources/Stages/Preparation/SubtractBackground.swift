import OrreryKit

/// Takes the smooth sky away and keeps it, with its noise, as layers.
struct SubtractBackground: ImageStage {
  var box = 64
  var filterSize = 3
  var clipSigma = 3.0
  var iterations = 50

  static let info = StageInfo(
    name: "subtract-background",
    summary: "Subtracts the smooth sky, measured by clipped statistics on a mesh of boxes.",
    category: .preparation, accepts: [.image], provides: ["background", "noise"],
    settings: [
      Setting("box", "Side of a box of the mesh", unit: "pixel", range: 4...65536),
      Setting(
        "filterSize", "Side of the median filter, odd; 1 is none", unit: "box", range: 1...99),
      Setting("clipSigma", "Clipping distance from the median", unit: "sigma", range: 1...100),
      Setting("iterations", "Most rounds of clipping", range: 0...1000),
    ],
    missingData:
      "NaN and masked pixels do not count; NaN stays NaN. A box with less than half of its "
      + "pixels good takes its neighbours' sky.",
    reference: "Bertin & Arnouts 1996, A&AS 117, 393")

  func validate() throws {
    guard filterSize % 2 == 1 else {
      throw Settings.Failure(path: ["filter-size"], reason: "\(filterSize) must be odd")
    }
  }

  func process(_ image: inout Image, of object: inout SkyObject) throws {
    object.flagDegenerate(image)
    let maps = (0..<image.channels).map { channel in
      BackgroundMap(
        plane: image.goodPlane(channel), height: image.height, width: image.width, options: options)
    }
    subtract(maps, in: PixelRegion(x: 0..<image.width, y: 0..<image.height), from: &image, &object)
    record(maps, of: &object, unit: image.unit)
  }

  var options: BackgroundMap.Options {
    var options = BackgroundMap.Options()
    options.box = box
    options.filterSize = filterSize
    options.clipSigma = clipSigma
    options.iterations = iterations
    return options
  }

  /// Takes the sky of each channel from a region of the image, and keeps it.
  /// - Parameter maps: `nil` where a channel has no good pixel: there is no sky to know.
  func subtract(
    _ maps: [BackgroundMap?], in region: PixelRegion, from image: inout Image,
    _ object: inout SkyObject
  ) {
    var levels: [Float] = []
    var deviations: [Float] = []
    // Out of the image for the time being: each access through it costs more than the rest.
    var pixels = image.pixels
    image.pixels = []
    for (channel, map) in maps.enumerated() {
      guard let map else {
        let none = [Float](repeating: .nan, count: image.planeSize)
        levels += none
        deviations += none
        continue
      }
      let level = map.level(in: region)
      let start = channel * image.planeSize
      for index in level.indices { pixels[start + index] -= level[index] }
      levels += level
      deviations += map.deviation(in: region)
    }
    image.pixels = pixels
    object.layers["background"] = image.layer(levels, channels: image.channels, name: "background")
    object.layers["noise"] = image.layer(deviations, channels: image.channels, name: "noise")
  }

  /// What the catalogue and the history say of the sky.
  func record(_ maps: [BackgroundMap?], of object: inout SkyObject, unit: String?) {
    for (channel, map) in maps.enumerated() {
      guard let map, map.filledBoxes > 0 else { continue }
      object.history.append(
        "subtract-background: \(map.filledBoxes) of \(map.columns * map.rows) boxes of channel "
          + "\(channel) had too few good pixels")
    }
    func cell(_ value: (BackgroundMap) -> Double) -> Measurement.Value {
      let values = maps.map { $0.map(value) ?? .nan }
      return values.count == 1 ? .real(values[0]) : .vector(values.map(Float.init))
    }
    object.measure(
      Measurement(
        "sky_level", cell(\.globalLevel), unit: unit,
        description: "Median of the sky over the image"))
    object.measure(
      Measurement(
        "sky_noise", cell(\.globalDeviation), unit: unit,
        description: "Median over the image of the sky's standard deviation"))
    object.history.append("subtract-background: sky subtracted on boxes of \(box) pixels")
  }
}
