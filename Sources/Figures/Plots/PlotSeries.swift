import AstroData

/// One set of data in a plot.
enum PlotSeries: Sendable {
  struct Line: Sendable {
    var points: [SIMD2<Double>]
    var width: Double
    var dash: [Double]
  }

  struct Points: Sendable {
    var points: [SIMD2<Double>]
    var xError: [Double]?
    var yError: [Double]?
    var marker: PlotPanel.Marker
    var size: Double
    var opacity: Double
  }

  struct Band: Sendable {
    var lower: [SIMD2<Double>]
    var upper: [SIMD2<Double>]
    var opacity: Double
  }

  struct Steps: Sendable {
    /// One more than counts.
    var edges: [Double]
    var counts: [Double]
    var isFilled: Bool
  }

  case line(Line)
  case points(Points)
  case band(Band)
  case steps(Steps)

  /// Every coordinate that the series needs in view.
  var extent: [SIMD2<Double>] {
    switch self {
    case .line(let line): return line.points
    case .points(let points):
      guard points.xError != nil || points.yError != nil else { return points.points }
      return points.points.indices.flatMap { index -> [SIMD2<Double>] in
        let error = SIMD2(
          Self.size(points.xError?[index]), Self.size(points.yError?[index]))
        return [points.points[index] - error, points.points[index] + error]
      }
    case .band(let band): return band.lower + band.upper
    case .steps(let steps):
      return steps.counts.indices.flatMap {
        [SIMD2(steps.edges[$0], 0), SIMD2(steps.edges[$0 + 1], steps.counts[$0])]
      }
    }
  }

  /// An error bar that is not finite or negative has no length.
  static func size(_ error: Double?) -> Double {
    guard let error, error.isFinite, error > 0 else { return 0 }
    return error
  }
}
