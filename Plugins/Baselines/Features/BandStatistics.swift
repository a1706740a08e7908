import Foundation
import OrreryKit

/// Numbers of one band of a light curve that need no period.
struct BandStatistics {
  static let names = [
    "log-count", "centre", "highest", "lowest", "log-amplitude", "deviation-ratio", "skewness",
    "kurtosis", "beyond-one-sigma", "log-chi-square", "stetson-k", "eta", "log-time-of-peak",
    "log-rise", "log-decay", "share-positive", "percentile-20", "percentile-50", "percentile-80",
  ]

  /// Median.
  let centre: Double
  /// Half of the range of the central 90 %.
  let amplitude: Double
  let values: [Double]

  /// - Returns: `nil` for fewer than two points.
  init?(_ curve: LightCurve, points: [Int]) {
    guard points.count >= 2 else { return nil }
    let values = points.map { Double(curve.value[$0]) }
    let times = points.map { curve.time[$0] }
    let errors = curve.uncertainty.map { own in
      points.map { own[$0] > 0 && own[$0].isFinite ? Double(own[$0]) : .nan }
    }
    let n = Double(values.count)
    let ordered = values.sorted()
    func percentile(_ share: Double) -> Double {
      let place = share * (n - 1)
      let (below, part) = (Int(place), place - place.rounded(.down))
      let next = min(below + 1, ordered.count - 1)
      return ordered[below] + part * (ordered[next] - ordered[below])
    }
    let mean = values.reduce(0, +) / n
    func moment(_ power: Double) -> Double {
      values.reduce(0.0) { $0 + pow($1 - mean, power) } / n
    }
    let variance = moment(2)
    let deviation = variance.squareRoot()
    let centre = percentile(0.5)
    let range = percentile(0.95) - percentile(0.05)
    let isMagnitude = curve.quantity == .magnitude
    func size(_ value: Double) -> Double { isMagnitude ? value : Self.signedLog(value) }

    // Stetson's K (1996, PASP 108, 851) and χ² of a constant; 1 for each where errors are unknown.
    var (absolute, squares, weights, weighted) = (0.0, 0.0, 0.0, 0.0)
    for (place, value) in values.enumerated() {
      let weight = errors.map { 1 / ($0[place] * $0[place]) } ?? 1
      guard weight.isFinite else { continue }
      weights += weight
      weighted += weight * value
    }
    let level = weighted / weights
    for (place, value) in values.enumerated() {
      let scaled = (value - level) / (errors.map { $0[place] } ?? max(deviation, 1e-12))
      guard scaled.isFinite else { continue }
      absolute += abs(scaled)
      squares += scaled * scaled
    }
    // Von Neumann's ratio: small where neighbours in time are alike.
    var steps = 0.0
    for (one, next) in zip(values, values.dropFirst()) { steps += (next - one) * (next - one) }

    // The brightest point, and how long half of the way to it takes.
    let heights = values.map { isMagnitude ? -$0 : $0 }
    let floor = isMagnitude ? -percentile(0.9) : percentile(0.1)
    let top = heights.indices.max { heights[$0] < heights[$1] } ?? 0
    let half = floor + 0.5 * (heights[top] - floor)
    let before = heights.indices.last { $0 < top && heights[$0] < half }
    let after = heights.indices.first { $0 > top && heights[$0] < half }
    let length = times[times.count - 1] - times[0]
    func share(_ p: Double) -> Double {
      range > 0 ? (percentile(0.5 + p / 2) - percentile(0.5 - p / 2)) / range : .nan
    }
    self.centre = centre
    amplitude = 0.5 * range
    var result: [Double] = [log10(n), size(centre)]
    result += [size(ordered[ordered.count - 1]), size(ordered[0])]
    result += [log10(max(range, 1e-9)), deviation / max(range, 1e-12)]
    result.append(moment(3) / max(variance * deviation, 1e-30))
    result.append(moment(4) / max(variance * variance, 1e-30))
    result.append(Double(values.count { abs($0 - mean) > deviation }) / n)
    result.append(log10(max(squares / n, 1e-6)))
    result.append(absolute / n / max((squares / n).squareRoot(), 1e-12))
    result.append(steps / max(n * variance, 1e-30))
    result.append(length > 0 ? (times[top] - times[0]) / length : .nan)
    result.append(before.map { log10(max(times[top] - times[$0], 1e-3)) } ?? .nan)
    result.append(after.map { log10(max(times[$0] - times[top], 1e-3)) } ?? .nan)
    result.append(Double(values.count { $0 > 0 }) / n)
    result += [share(0.2), share(0.5), share(0.8)]
    self.values = result
  }

  /// Logarithm that goes through 0: fluxes of transients have both signs.
  static func signedLog(_ value: Double) -> Double { asinh(value / 2) / log(10) }
}
