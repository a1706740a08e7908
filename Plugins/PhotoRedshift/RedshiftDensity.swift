import Foundation
import OrreryKit

/// The density of one object's redshift on a grid, and the numbers that are read off it.
struct RedshiftDensity {
  private static let steps = 400

  /// Equal steps from 0 to the largest redshift.
  private let redshifts: [Double]
  /// Probability per unit redshift; its integral over the grid is 1.
  private let density: [Double]
  /// True where most of the mixture lies off the grid: the model means a redshift beyond.
  let isBeyond: Bool

  /// - Returns: `nil` where the mixture is not finite or lies off the grid.
  init?(weights: [Float], means: [Float], deviations: [Float], maximumRedshift: Double) {
    guard (weights + means + deviations).allSatisfy(\.isFinite) else { return nil }
    let step = maximumRedshift / Double(Self.steps)
    let redshifts = (0...Self.steps).map { Double($0) * step }
    let raw = redshifts.map { z -> Double in
      let zeta = log1p(z)
      var sum = 0.0
      for k in weights.indices {
        let (mean, deviation) = (Double(means[k]), Double(deviations[k]))
        let distance = (zeta - mean) / deviation
        sum += Double(weights[k]) / deviation * exp(-0.5 * distance * distance)
      }
      return sum / ((2 * Double.pi).squareRoot() * (1 + z))
    }
    let total = (raw.reduce(0, +) - 0.5 * (raw[0] + raw[Self.steps])) * step
    guard total > 1e-6 else { return nil }
    self.redshifts = redshifts
    density = raw.map { $0 / total }
    isBeyond = total < 0.5
  }

  /// The redshift below which this share of the probability lies.
  private func quantile(_ share: Double) -> Double {
    let step = redshifts[1] - redshifts[0]
    var sum = 0.0
    for index in 1..<redshifts.count {
      let part = 0.5 * (density[index - 1] + density[index]) * step
      if sum + part >= share {
        return redshifts[index - 1] + (part > 0 ? (share - sum) / part : 0) * step
      }
      sum += part
    }
    return redshifts[redshifts.count - 1]
  }

  private var mode: Double {
    redshifts[density.indices.max { density[$0] < density[$1] } ?? 0]
  }

  /// Probability within 0.06 (1 + z) of the mode: how far the density is one peak (Benítez 2000, ApJ
  /// 536, 571).
  private var odds: Double {
    let (centre, reach) = (mode, 0.06 * (1 + mode))
    let step = redshifts[1] - redshifts[0]
    return min(
      1, zip(redshifts, density).reduce(0) { $0 + (abs($1.0 - centre) <= reach ? $1.1 * step : 0) })
  }

  var measurements: [OrreryKit.Measurement] {
    let (low, high) = (quantile(0.16), quantile(0.84))
    return Self.measurements([quantile(0.5), mode, low, high, (high - low) / 2, odds])
  }

  /// The numbers of an object of which nothing can be said.
  static let nothing = measurements([Double](repeating: .nan, count: 6))

  private static func measurements(_ values: [Double]) -> [OrreryKit.Measurement] {
    let columns = [
      ("z_model", "Median of the redshift's density"), ("z_peak", "Its highest point"),
      ("z_low", "16 % lie below"), ("z_high", "84 % lie below"),
      ("z_error", "Half of what lies between"),
      ("odds", "Probability within 0.06 (1 + z) of z_peak"),
    ]
    return zip(columns, values).map { Measurement($0.0, .real($1), description: $0.1) }
  }

  var table: Catalog {
    Catalog(
      columns: [
        Column("z", .real(redshifts), description: "Redshift"),
        Column("density", .real(density), description: "Probability per unit redshift"),
      ], name: "redshift-density")
  }
}
