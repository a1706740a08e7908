internal import Foundation

/// The pixels of a stamp above its background, and which of them are the object.
struct StampPlane {
  let height: Int
  let width: Int
  /// Above the background; 0 where missing.
  let values: [Double]
  let background: Double
  let noise: Double
  /// Places of the object's pixels, the brightest first.
  let members: [Int]
  let centre: SIMD2<Double>
  let peak: Double

  init?(_ pixels: [Float], height: Int, width: Int, margin: Int) {
    var border: [Float] = []
    for y in 0..<height {
      for x in 0..<width
      where min(x, y) < margin || x >= width - margin || y >= height - margin {
        border.append(pixels[y * width + x])
      }
    }
    let ordered = OrderedValues(border)
    guard !ordered.isEmpty else { return nil }
    let background = ordered.median
    // Of whole numbers more than half may be equal: then the plain deviation stands in.
    let spread = 1.4826 * ordered.medianAbsoluteDeviation
    let noise = spread > 0 ? spread : Self.deviation(ordered.values, from: background)
    let values = pixels.map { $0.isFinite ? Double($0) - background : 0 }
    // The middle: a third of the stamp.
    var brightest = (place: -1, value: 0.0)
    for y in height / 3...(height - 1 - height / 3) {
      for x in width / 3...(width - 1 - width / 3) where values[y * width + x] > brightest.value {
        brightest = (y * width + x, values[y * width + x])
      }
    }
    guard brightest.place >= 0, brightest.value > 2 * noise else { return nil }
    let limit = max(2 * noise, 0.001 * brightest.value)
    var members = [brightest.place]
    var isTaken = [Bool](repeating: false, count: values.count)
    isTaken[brightest.place] = true
    var next = 0
    while next < members.count {
      let (x, y) = (members[next] % width, members[next] / width)
      next += 1
      for (nx, ny) in [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)]
      where nx >= 0 && nx < width && ny >= 0 && ny < height {
        let place = ny * width + nx
        guard !isTaken[place], values[place] > limit else { continue }
        isTaken[place] = true
        members.append(place)
      }
    }
    let sum = members.reduce(0) { $0 + values[$1] }
    var centre = SIMD2<Double>(0, 0)
    for place in members {
      centre += values[place] / sum * SIMD2(Double(place % width), Double(place / width))
    }
    self.height = height
    self.width = width
    self.values = values
    self.background = background
    self.noise = noise
    self.members = members.sorted { (-values[$0], $0) < (-values[$1], $1) }
    self.centre = centre
    peak = brightest.value
  }

  private static func deviation(_ values: [Float], from centre: Double) -> Double {
    let sum = values.reduce(0.0) { $0 + (Double($1) - centre) * (Double($1) - centre) }
    return (sum / Double(values.count)).squareRoot()
  }

  private func offset(_ place: Int) -> SIMD2<Double> {
    SIMD2(Double(place % width), Double(place / width)) - centre
  }

  private func distance(_ place: Int) -> Double {
    let d = offset(place)
    return (d.x * d.x + d.y * d.y).squareRoot()
  }

  /// Distance of the object's farthest pixel from its centre, at least 2.
  var reach: Double { max(2, members.map(distance).max() ?? 2) }

  // MARK: - Growth

  /// Light inside circles of a quarter, two quarters … of a pixel up to `reach`; each pixel is spread
  /// evenly over a ring as wide as itself.
  var growth: [Double] {
    let steps = Int((4 * reach).rounded(.up))
    var rings = [Double](repeating: 0, count: steps + 1)
    for place in values.indices {
      let distance = distance(place)
      guard distance < reach + 1 else { continue }
      for part in 0..<4 {
        let ring = Int((4 * max(0, distance - 0.375 + 0.25 * Double(part))).rounded(.up))
        if ring <= steps { rings[ring] += values[place] / 4 }
      }
    }
    for ring in 1..<rings.count { rings[ring] += rings[ring - 1] }
    return rings
  }

  func radius(holding share: Double, _ growth: [Double]) -> Double {
    let wanted = share * (growth.last ?? 0)
    guard let ring = growth.firstIndex(where: { $0 >= wanted }), ring > 0 else { return 0 }
    let (below, above) = (growth[ring - 1], growth[ring])
    return 0.25 * (Double(ring) - 1 + (wanted - below) / max(above - below, 1e-300))
  }

  // MARK: - Shape

  var moments: (major: Double, minor: Double, angle: Double) {
    var (xx, yy, xy, sum) = (0.0, 0.0, 0.0, 0.0)
    for place in members {
      let d = offset(place)
      sum += values[place]
      xx += values[place] * d.x * d.x
      yy += values[place] * d.y * d.y
      xy += values[place] * d.x * d.y
    }
    // One pixel has an extent too.
    (xx, yy, xy) = (xx / sum + 1.0 / 12, yy / sum + 1.0 / 12, xy / sum)
    let spread = (0.25 * (xx - yy) * (xx - yy) + xy * xy).squareRoot()
    return (
      (0.5 * (xx + yy) + spread).squareRoot(),
      max(0, 0.5 * (xx + yy) - spread).squareRoot(), 0.5 * atan2(2 * xy, xx - yy)
    )
  }

  /// Lotz et al. 2004, equation 6.
  var gini: Double {
    guard members.count > 1 else { return 0 }
    let n = members.count
    let sum = members.reduce(0) { $0 + values[$1] }
    var weighted = 0.0
    for (place, member) in members.reversed().enumerated() {
      weighted += Double(2 * (place + 1) - n - 1) * values[member]
    }
    return weighted / (sum / Double(n) * Double(n) * Double(n - 1))
  }

  /// Lotz et al. 2004, equation 8.
  var m20: Double {
    let sum = members.reduce(0) { $0 + values[$1] }
    func moment(_ place: Int) -> Double { values[place] * distance(place) * distance(place) }
    let total = members.reduce(0) { $0 + moment($1) }
    var (light, part) = (0.0, 0.0)
    for place in members {
      guard light + values[place] <= 0.2 * sum || light == 0 else { break }
      light += values[place]
      part += moment(place)
    }
    return log10(max(part / max(total, 1e-300), 1e-4))
  }

  /// Between pixels; 0 outside the stamp.
  private func value(_ x: Double, _ y: Double) -> Double {
    let (column, row) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
    guard column >= 0, row >= 0, column + 1 < width, row + 1 < height else { return 0 }
    let (u, v) = (x - Double(column), y - Double(row))
    let place = row * width + column
    return (1 - v) * ((1 - u) * values[place] + u * values[place + 1])
      + v * ((1 - u) * values[place + width] + u * values[place + width + 1])
  }

  /// The smallest over nine centres half a pixel apart.
  func asymmetry(_ reach: Double) -> Double {
    var smallest = Double.infinity
    let inside = values.indices.filter { distance($0) <= reach }
    let sum = inside.reduce(0) { $0 + abs(values[$1]) }
    for shift in 0..<9 {
      let c = centre + 0.5 * SIMD2(Double(shift % 3 - 1), Double(shift / 3 - 1))
      let difference = inside.reduce(0) { total, place in
        let (x, y) = (Double(place % width), Double(place / width))
        return total + abs(values[place] - value(2 * c.x - x, 2 * c.y - y))
      }
      smallest = min(smallest, difference)
    }
    // Two independent pixels differ by 2 σ / √π in the mean.
    let byNoise = Double(inside.count) * 2 * noise / Double.pi.squareRoot()
    return (smallest - byNoise) / max(sum, 1e-300)
  }

  /// Light above the mean of a square around each pixel.
  func clumpiness(_ reach: Double, core: Double, box: Int) -> Double {
    var (lumps, sum) = (0.0, 0.0)
    for place in values.indices where distance(place) <= reach && distance(place) > core {
      let (x, y) = (place % width, place / width)
      let (columns, rows) = (
        max(0, x - box)...min(width - 1, x + box), max(0, y - box)...min(height - 1, y + box)
      )
      var mean = 0.0
      for row in rows {
        for column in columns { mean += values[row * width + column] }
      }
      mean /= Double(rows.count * columns.count)
      lumps += max(0, values[place] - mean)
      sum += values[place]
    }
    // Half of the noise is above its mean, by σ / √(2π) in the mean of all.
    let count = Double(values.indices.count { distance($0) <= reach && distance($0) > core })
    return sum > 0 ? (lumps - count * noise / (2 * Double.pi).squareRoot()) / sum : 0
  }

  /// How the phase of the second harmonic around the centre turns from ring to ring, times its share
  /// of the light.
  func winding(from inner: Double, to outer: Double) -> Double {
    let rings = max(2, Int((outer - inner).rounded()))
    var real = [Double](repeating: 0, count: rings)
    var (imaginary, light) = (real, real)
    for place in values.indices {
      let distance = distance(place)
      let ring = Int((distance - inner) / (outer - inner) * Double(rings))
      guard distance >= inner, ring < rings else { continue }
      let d = offset(place)
      let angle = 2 * atan2(d.y, d.x)
      real[ring] += values[place] * cos(angle)
      imaginary[ring] += values[place] * sin(angle)
      light[ring] += abs(values[place])
    }
    var (turn, size) = (0.0, 0.0)
    for ring in 1..<rings {
      // The imaginary part of the inner ring's conjugate times the outer.
      turn += real[ring - 1] * imaginary[ring] - imaginary[ring - 1] * real[ring]
      size += light[ring - 1] * light[ring]
    }
    return size > 0 ? turn / size : 0
  }
}
