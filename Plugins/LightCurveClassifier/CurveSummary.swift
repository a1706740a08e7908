import Foundation
import OrreryKit

/// What a light curve's values are compared with, and facts of each band.
struct CurveSummary: Sendable {
  struct Band: Sendable {
    var count = 0
    /// Median of the values, or where that is taken as 0 their largest change.
    var level = 0.0
    /// Changes below and above which lie 5 % of the points, brighter is positive.
    var low = 0.0
    var high = 0.0
    /// Where the median lies between those, -1 to 1.
    var asymmetry = 0.0
    /// Logarithm of the scatter over the errors.
    var excess = 0.0
    /// Mean square of the steps from point to point over twice the variance: 1 for noise, 0 for
    /// smooth curves (von Neumann 1941, AMS 12, 367).
    var roughness = 0.0
    /// The same in the order of phases.
    var foldedRoughness = 0.0
  }

  /// First time and length in days.
  let start: Double
  let length: Double
  /// Time of the most significant largest light.
  let brightest: Double
  /// Size of the changes, in the unit of the values; positive.
  let scale: Double
  /// Median error.
  let noise: Double?
  /// `nil` for a band without points.
  private(set) var bands: [Band?]
  private let levels: [Double]
  private let sign: Double

  /// - Parameter points: by time, at least two.
  init(_ points: [CurvePoint], bands count: Int, _ configuration: LightCurveConfiguration) {
    let isZero = configuration.level == .zero
    let sign = configuration.quantity == .magnitude ? -1.0 : 1.0
    let groups = (0..<count).map { band in points.filter { $0.band == band } }
    let levels = groups.map { group in
      isZero || group.isEmpty ? 0 : OrderedValues(group.map { Float($0.value) }).median
    }
    func change(_ point: CurvePoint) -> Double { sign * (point.value - levels[point.band]) }
    let errors = points.compactMap(\.error)
    let noise = errors.isEmpty ? nil : OrderedValues(errors.map { Float($0) }).median
    let ordered = OrderedValues(points.map { Float(change($0)) })
    // Of a difference flux the outermost point that its error allows: an explosion may have few.
    let size =
      isZero
      ? points.map { abs(change($0)) - 2 * ($0.error ?? 0) }.max() ?? 0
      : 0.5 * (ordered.percentile(95) - ordered.percentile(5))
    scale = max(size, noise ?? 0, 1e-6)
    self.noise = noise
    self.levels = levels
    self.sign = sign
    start = points[0].time
    length = points[points.count - 1].time - start
    // The first of equals.
    var peak = (significance: -Double.infinity, time: points[0].time)
    for point in points {
      let significance = change(point) - 2 * (point.error ?? 0)
      if significance > peak.significance { peak = (significance, point.time) }
    }
    brightest = peak.time
    bands = []
    bands = groups.map { group in
      group.isEmpty ? nil : band(group, isZero: isZero)
    }
  }

  /// How much brighter than its level a point is.
  func change(_ point: CurvePoint) -> Double { sign * (point.value - levels[point.band]) }

  private func band(_ points: [CurvePoint], isZero: Bool) -> Band {
    let changes = points.map(change)
    let ordered = OrderedValues(changes.map { Float($0) })
    let (low, high) = (ordered.percentile(5), ordered.percentile(95))
    var band = Band()
    band.count = points.count
    band.low = isZero ? changes.min() ?? 0 : low
    band.high = isZero ? changes.max() ?? 0 : high
    band.level = isZero ? band.high : levels[points[0].band]
    band.asymmetry = high > low ? (high + low - 2 * ordered.median) / (high - low) : 0
    let mean = changes.reduce(0, +) / Double(changes.count)
    let variance =
      changes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(changes.count - 1, 1))
    if let noise, variance > 0 { band.excess = log10(variance.squareRoot() / noise) }
    band.roughness = Self.roughness(changes, variance)
    let folded = points.indices.sorted { (points[$0].phase, $0) < (points[$1].phase, $1) }
    band.foldedRoughness = Self.roughness(folded.map { changes[$0] }, variance)
    return band
  }

  private static func roughness(_ values: [Double], _ variance: Double) -> Double {
    guard variance > 0, values.count > 1 else { return 0 }
    let sum = zip(values, values.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }
    return sum / (2 * variance * Double(values.count - 1))
  }
}
