import AstroData
import Foundation

/// Lines of equal longitude and latitude over an image, and where they meet its edges.
struct SkyGrid {
  struct Line {
    var points: [SIMD2<Double>]
  }

  struct Label {
    /// Pixels along the edge.
    var place: Double
    var text: String
  }

  var lines: [Line] = []
  /// Of the lower edge and of the left edge.
  var bottom: [Label] = []
  var left: [Label] = []
  var bottomName = ""
  var leftName = ""

  init?(_ wcs: WCS, width: Int, height: Int, count: Int = 4) {
    let (right, top) = (Double(width) - 0.5, Double(height) - 0.5)
    guard let sampled = Self.sample(wcs, right, top) else { return nil }
    let notation = Self.notation(wcs.frame)
    let longitudes = AngleTicks(sampled.longitude, notation: notation, count: count)
    let latitudes = AngleTicks(sampled.latitude, notation: .signedDegrees, count: count)
    let names = Self.names(wcs.frame)
    let reach = 0.25 * max(right, top)
    for value in longitudes.values {
      lines.append(
        Self.curve(wcs, reach) { SIMD2(value, Self.mix(sampled.latitude, $0)) })
    }
    for value in latitudes.values {
      lines.append(
        Self.curve(wcs, reach) { SIMD2(Self.mix(sampled.longitude, $0), value) })
    }
    // Each edge is labelled with the coordinate that changes more along it.
    let lowerEdge = Self.edge(
      wcs, (0...200).map { SIMD2(-0.5 + (right + 0.5) * Double($0) / 200, -0.5) }, sampled.centre)
    let leftEdge = Self.edge(
      wcs, (0...200).map { SIMD2(-0.5, -0.5 + (top + 0.5) * Double($0) / 200) }, sampled.centre)
    let isLongitudeBelow =
      Self.change(lowerEdge, \.x) * sampled.shrink >= Self.change(lowerEdge, \.y)
    func labels(_ edge: [SIMD2<Double>?], _ isLongitude: Bool, _ length: Double) -> [Label] {
      let ticks = isLongitude ? longitudes : latitudes
      return zip(ticks.values, ticks.labels).flatMap { value, text in
        Self.crossings(edge, isLongitude ? \.x : \.y, value).map {
          Label(place: -0.5 + length * $0, text: text)
        }
      }
    }
    bottom = labels(lowerEdge, isLongitudeBelow, right + 0.5)
    left = labels(leftEdge, !isLongitudeBelow, top + 0.5)
    bottomName = isLongitudeBelow ? names.longitude : names.latitude
    leftName = isLongitudeBelow ? names.latitude : names.longitude
  }

  // MARK: - Sky

  private struct Sampled {
    var longitude: ClosedRange<Double>
    var latitude: ClosedRange<Double>
    /// Longitude that the others are counted from, so that 359 and 1 are neighbours.
    var centre: Double
    /// Cosine of the latitude: how much shorter a degree of longitude is.
    var shrink: Double
  }

  private static func sample(_ wcs: WCS, _ right: Double, _ top: Double) -> Sampled? {
    let steps = 24
    let points = (0...steps).flatMap { row in
      (0...steps).map { column in
        SIMD2(
          -0.5 + (right + 0.5) * Double(column) / Double(steps),
          -0.5 + (top + 0.5) * Double(row) / Double(steps))
      }
    }
    let sky = wcs.native(points).compactMap { $0 }
    guard sky.count >= 4 else { return nil }
    let middle =
      wcs.native([SIMD2((right - 0.5) / 2, (top - 0.5) / 2)])[0] ?? sky[sky.count / 2]
    let longitudes = sky.map { middle.x + remainder($0.x - middle.x, 360) }
    guard let west = longitudes.min(), let east = longitudes.max(), let south = sky.map(\.y).min(),
      let north = sky.map(\.y).max(), east > west, north > south
    else { return nil }
    return Sampled(
      longitude: west...east, latitude: south...north, centre: middle.x,
      shrink: cos(middle.y * .pi / 180))
  }

  private static func curve(_ wcs: WCS, _ reach: Double, _ sky: (Double) -> SIMD2<Double>) -> Line {
    // A little further than the image, so that lines reach its edges.
    let positions = (-6...66).map { sky(Double($0) / 60) }.map { position in
      SIMD2(position.x, min(90, max(-90, position.y)))
    }
    var points: [SIMD2<Double>] = []
    for pixel in wcs.pixels(native: positions) {
      let point = pixel ?? SIMD2(.nan, .nan)
      // A map of the whole sky has a seam: a line that leaves on one side does not cross the map.
      if let last = points.last, abs(last.x - point.x) > reach || abs(last.y - point.y) > reach {
        points.append(SIMD2(.nan, .nan))
      }
      points.append(point)
    }
    return Line(points: points)
  }

  private static func edge(_ wcs: WCS, _ pixels: [SIMD2<Double>], _ centre: Double)
    -> [SIMD2<Double>?]
  {
    wcs.native(pixels).map { sky in
      sky.map { SIMD2(centre + remainder($0.x - centre, 360), $0.y) }
    }
  }

  private static func change(
    _ edge: [SIMD2<Double>?], _ part: KeyPath<SIMD2<Double>, Double>
  ) -> Double {
    let values = edge.compactMap { $0?[keyPath: part] }
    return (values.max() ?? 0) - (values.min() ?? 0)
  }

  /// Where along the edge (0 to 1) the coordinate passes a value.
  private static func crossings(
    _ edge: [SIMD2<Double>?], _ part: KeyPath<SIMD2<Double>, Double>, _ value: Double
  ) -> [Double] {
    (1..<edge.count).compactMap { index in
      guard let before = edge[index - 1]?[keyPath: part], let after = edge[index]?[keyPath: part]
      else { return nil }
      let (a, b) = (before - value, after - value)
      // A jump by half a turn is the seam, not a crossing.
      guard a * b <= 0, a != b, abs(after - before) < 90, b != 0 || index == edge.count - 1 else {
        return nil
      }
      return (Double(index - 1) + a / (a - b)) / Double(edge.count - 1)
    }
  }

  private static func mix(_ range: ClosedRange<Double>, _ fraction: Double) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * fraction
  }

  private static func notation(_ frame: CelestialFrame) -> AngleTicks.Notation {
    switch frame {
    case .icrs, .fk5, .fk4, .fk4WithoutETerms: .hours
    default: .degrees
    }
  }

  private static func names(_ frame: CelestialFrame) -> (longitude: String, latitude: String) {
    func year(_ letter: String, _ equinox: Double) -> String {
      let whole = equinox.rounded() == equinox
      return letter + (whole ? String(Int(equinox)) : String(equinox))
    }
    return switch frame {
    case .icrs: ("Right ascension (ICRS)", "Declination (ICRS)")
    case .fk5(let equinox):
      (
        "Right ascension (\(year("J", equinox)))", "Declination (\(year("J", equinox)))"
      )
    case .fk4(let equinox), .fk4WithoutETerms(let equinox):
      (
        "Right ascension (\(year("B", equinox)))", "Declination (\(year("B", equinox)))"
      )
    case .galactic: ("Galactic longitude", "Galactic latitude")
    case .supergalactic: ("Supergalactic longitude", "Supergalactic latitude")
    case .ecliptic: ("Ecliptic longitude", "Ecliptic latitude")
    case .other(let name): ("Longitude (\(name))", "Latitude (\(name))")
    }
  }
}
