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
    var options = BackgroundMap.Options()
    options.box = box
    options.filterSize = filterSize
    options.clipSigma = clipSigma
    options.iterations = iterations

    var levels: [Float] = []
    var deviations: [Float] = []
    var sky: [(level: Double, deviation: Double)] = []
    for channel in 0..<image.channels {
      let map = BackgroundMap(
        plane: image.goodPlane(channel), height: image.height, width: image.width, options: options)
      guard let map else {
        // No good pixel in this channel: there is no sky to know.
        let none = [Float](repeating: .nan, count: image.planeSize)
        levels += none
        deviations += none
        sky.append((.nan, .nan))
        continue
      }
      let level = map.level()
      let start = channel * image.planeSize
      for index in level.indices { image.pixels[start + index] -= level[index] }
      levels += level
      deviations += map.deviation()
      sky.append((map.globalLevel, map.globalDeviation))
      if map.filledBoxes > 0 {
        object.history.append(
          "subtract-background: \(map.filledBoxes) of \(map.columns * map.rows) boxes of channel "
            + "\(channel) had too few good pixels")
      }
    }
    object.layers["background"] = image.layer(levels, channels: image.channels, name: "background")
    object.layers["noise"] = image.layer(deviations, channels: image.channels, name: "noise")
    record(sky, of: &object, unit: image.unit)
  }

  private func record(
    _ sky: [(level: Double, deviation: Double)], of object: inout SkyObject, unit: String?
  ) {
    func cell(_ values: [Double]) -> Measurement.Value {
      values.count == 1 ? .real(values[0]) : .vector(values.map(Float.init))
    }
    object.measure(
      Measurement(
        "sky_level", cell(sky.map(\.level)), unit: unit,
        description: "Median of the sky over the image"))
    object.measure(
      Measurement(
        "sky_noise", cell(sky.map(\.deviation)), unit: unit,
        description: "Median over the image of the sky's standard deviation"))
    object.history.append("subtract-background: sky subtracted on boxes of \(box) pixels")
  }
}
