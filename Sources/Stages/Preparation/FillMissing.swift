import OrreryKit

/// Gives missing pixels a value, and says so.
struct FillMissing: ImageStage {
  enum Method: String, Codable, CaseIterable { case constant, median, local }

  var method = Method.median
  var value = 0.0
  var masked = false

  static let info = StageInfo(
    name: "fill-missing",
    summary: "Gives NaN pixels a constant, the channel's median, or the mean of pixels around.",
    category: .preparation, accepts: [.image],
    settings: [
      Setting("method", "Where the value comes from", choices: Method.allCases.map(\.rawValue)),
      Setting("value", "The constant, where the method is constant", unit: "image unit"),
      Setting("masked", "Also replaces pixels that are masked and have a value"),
    ],
    missingData:
      "Filled pixels are masked `filled`, count in no later statistic, and flag the object "
      + "`filled`. A channel without a good pixel stays NaN unless the method is constant.")

  func process(_ image: inout Image, of object: inout SkyObject) {
    object.flagDegenerate(image)
    var filled = 0
    for channel in 0..<image.channels {
      let plane = fill(image, channel: channel)
      for (offset, value) in plane.enumerated() {
        let index = image.planeRange(channel).lowerBound + offset
        guard isMissing(index, in: image), value.isFinite else { continue }
        image.pixels[index] = value
        image.uncertainty?[index] = .nan
        image.flag(index, .filled)
        filled += 1
      }
    }
    object.measure(
      Measurement(
        "filled_pixels", .integer(Int64(filled)), unit: "pixel",
        description: "Pixels whose value was not measured"))
    guard filled > 0 else { return }
    object.flag(.filled)
    object.history.append("fill-missing: \(filled) pixels by \(method.rawValue)")
  }

  private func isMissing(_ index: Int, in image: Image) -> Bool {
    masked ? !image.isGood(index) : !image.pixels[index].isFinite
  }

  /// The plane's values with every missing one filled, or still NaN where that cannot be.
  private func fill(_ image: Image, channel: Int) -> [Float] {
    let range = image.planeRange(channel)
    let level: Float
    switch method {
    case .constant: level = Float(value)
    case .median: level = Float(OrderedValues(image.goodValues(in: range)).median)
    case .local:
      return Self.spread(image.goodPlane(channel), height: image.height, width: image.width)
    }
    return [Float](repeating: level, count: range.count)
  }

  /// Fills NaN pixels ring by ring from their good neighbours, those at corners with weight 1/√2.
  static func spread(_ plane: [Float], height: Int, width: Int) -> [Float] {
    var plane = plane
    var open = plane.indices.filter { plane[$0].isNaN }
    while !open.isEmpty {
      var ring: [(index: Int, value: Float)] = []
      var rest: [Int] = []
      for index in open {
        let (x, y) = (index % width, index / width)
        var sum: Float = 0
        var weights: Float = 0
        for v in max(0, y - 1)...min(height - 1, y + 1) {
          for u in max(0, x - 1)...min(width - 1, x + 1) {
            let value = plane[v * width + u]
            guard value.isFinite else { continue }
            let weight: Float = u == x || v == y ? 1 : Float(0.5).squareRoot()
            sum += weight * value
            weights += weight
          }
        }
        if weights > 0 { ring.append((index, sum / weights)) } else { rest.append(index) }
      }
      guard !ring.isEmpty else { break }
      for (index, value) in ring { plane[index] = value }
      open = rest
    }
    return plane
  }
}
