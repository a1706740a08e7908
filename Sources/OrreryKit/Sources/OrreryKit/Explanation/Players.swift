/// Parts of an object that are there or not, for games of attribution: superpixels of an image,
/// stretches of a series.
public struct Players: Sendable, Equatable {
  /// Places of each part; none is empty.
  public let places: [[Int]]

  public var count: Int { places.count }

  /// Parts that hold these places; empty ones are left out.
  public init(_ places: [[Int]]) { self.places = places.filter { !$0.isEmpty } }

  /// The part of each place; -1 where there is none.
  public func labels(placeCount: Int) -> [Int] {
    var labels = [Int](repeating: -1, count: placeCount)
    for (part, places) in places.enumerated() {
      for place in places { labels[place] = part }
    }
    return labels
  }

  /// Stretches of a series with equal numbers of good points, in the order of wavelength or time.
  public static func segments(of object: SkyObject, count: Int) -> Players {
    let order = order(of: object)
    let parts = max(1, min(count, order.count))
    return Players(
      (0..<parts).map {
        Array(order[$0 * order.count / parts..<($0 + 1) * order.count / parts])
      })
  }

  /// Good places of a series by wavelength or time.
  static func order(of object: SkyObject) -> [Int] {
    let good = object.values.indices.filter(object.isGood)
    guard let curve = object.lightCurve else { return good }
    return good.sorted { (curve.time[$0], $0) < (curve.time[$1], $1) }
  }

  /// Equal squares, or nearly so.
  public static func grid(of image: Image, count: Int) -> Players {
    let side = max(1, (Double(image.planeSize) / Double(max(1, count))).squareRoot())
    let rows = max(1, Int((Double(image.height) / side).rounded()))
    let columns = max(1, Int((Double(image.width) / side).rounded()))
    var places = [[Int]](repeating: [], count: rows * columns)
    for y in 0..<image.height {
      for x in 0..<image.width {
        let part = y * rows / image.height * columns + x * columns / image.width
        places[part].append(y * image.width + x)
      }
    }
    return Players(places)
  }
}
