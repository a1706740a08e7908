extension Players {
  /// Areas of similar brightness and nearby pixels: SLIC (Achanta et al. 2012, IEEE TPAMI 34, 2274),
  /// k-means of place and values from a regular grid, without its last step, so that an area may have
  /// islands.
  ///
  /// - Parameters:
  ///   - count: areas wanted; there are about so many.
  ///   - compactness: how much distance weighs beside brightness: at 1 a difference of a robust
  ///     standard deviation is worth the distance between neighbouring areas, so that noise frays
  ///     the borders; from 4 on they are smooth.
  public static func superpixels(
    of image: Image, count: Int, compactness: Double = 6
  ) -> Players {
    let start = grid(of: image, count: count)
    let width = image.width
    let side = (Double(image.planeSize) / Double(max(1, start.count))).squareRoot()
    let values = scaled(image)
    let planes = image.channels
    var labels = start.labels(placeCount: image.planeSize)
    var centres: [(x: Double, y: Double, values: [Double])] = []
    for _ in 0..<8 {
      centres = means(labels, start.count, values, planes, width)
      for place in labels.indices {
        let (x, y) = (Double(place % width), Double(place / width))
        var best = (distance: Double.infinity, part: labels[place])
        for (part, centre) in centres.enumerated() {
          let (dx, dy) = (x - centre.x, y - centre.y)
          guard abs(dx) <= 2 * side, abs(dy) <= 2 * side else { continue }
          var distance = compactness * (dx * dx + dy * dy) / (side * side)
          for plane in 0..<planes {
            let difference = values[plane * labels.count + place] - centre.values[plane]
            distance += difference * difference / Double(planes)
          }
          if distance < best.distance { best = (distance, part) }
        }
        labels[place] = best.part
      }
    }
    var places = [[Int]](repeating: [], count: start.count)
    for (place, label) in labels.enumerated() { places[label].append(place) }
    return Players(places)
  }

  /// Values in robust standard deviations, cut at 3, so that a bright core is no outlier.
  private static func scaled(_ image: Image) -> [Double] {
    var result = [Double](repeating: 0, count: image.pixels.count)
    for channel in 0..<image.channels {
      let good = image.planeRange(channel).filter { image.isGood($0) }
      let known = OrderedValues(good.map { image.pixels[$0] })
      if known.isEmpty { continue }
      let (level, spread) = (known.median, known.medianAbsoluteDeviation * 1.4826)
      for index in good where spread > 0 {
        let value = (Double(image.pixels[index]) - level) / spread
        result[index] = max(-3, min(3, value))
      }
    }
    return result
  }

  private static func means(
    _ labels: [Int], _ count: Int, _ values: [Double], _ planes: Int, _ width: Int
  ) -> [(x: Double, y: Double, values: [Double])] {
    var sums = [(x: Double, y: Double, values: [Double], number: Double)](
      repeating: (0, 0, [Double](repeating: 0, count: planes), 0), count: count)
    for (place, label) in labels.enumerated() {
      sums[label].x += Double(place % width)
      sums[label].y += Double(place / width)
      for plane in 0..<planes { sums[label].values[plane] += values[plane * labels.count + place] }
      sums[label].number += 1
    }
    return sums.map { sum in
      // An area that lost its last pixel finds none again.
      sum.number == 0
        ? (x: .infinity, y: .infinity, values: sum.values)
        : (
          x: sum.x / sum.number, y: sum.y / sum.number, values: sum.values.map { $0 / sum.number }
        )
    }
  }
}
