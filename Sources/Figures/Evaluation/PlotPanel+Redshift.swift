import AstroData
import Foundation

extension PlotPanel {
  /// Predicted against true redshift, with the lines that outliers are beyond.
  ///
  /// - Parameters:
  ///   - outlierLimit: of |z - z true| / (1 + z true).
  ///   - notes: figures to write into the plot, from the top.
  public static func redshifts(
    truth: [Double], predicted: [Double], outlierLimit: Double = 0.15, notes: [String] = [],
    title: String = "Redshift"
  ) -> PlotPanel {
    var plot = PlotPanel(title: title, xLabel: "True redshift", yLabel: "Predicted redshift")
    let top = max((truth + predicted).filter(\.isFinite).max() ?? 1, 1e-3) * 1.04
    plot.xRange = 0...top
    plot.yRange = 0...top
    plot.legend = .none
    let isOutlier = zip(truth, predicted).map { abs($1 - $0) / (1 + $0) > outlierLimit }
    for (index, color) in [Style.color(0), Style.color(1)].enumerated() {
      let members = truth.indices.filter { isOutlier[$0] == (index == 1) }
      plot.points(
        x: members.map { truth[$0] }, y: members.map { predicted[$0] }, color: color,
        size: pointSize(truth.count), opacity: 0.55)
    }
    plot.line(x: [0, top], y: [0, top], color: Style.ink, width: 0.8)
    for sign in [-1.0, 1] {
      plot.line(
        x: [0, top], y: [sign * outlierLimit, top + sign * outlierLimit * (1 + top)],
        color: Style.faint, width: 0.8, isDashed: true)
    }
    for (row, note) in notes.enumerated() {
      plot.note(note, x: 0.04, y: 0.94 - 0.065 * Double(row))
    }
    return plot
  }

  /// Residuals (z - z true) / (1 + z true) against the true redshift, with their running median and
  /// 68 % range over groups of equal numbers.
  public static func redshiftResiduals(
    truth: [Double], predicted: [Double], outlierLimit: Double = 0.15,
    title: String = "Redshift residuals"
  ) -> PlotPanel {
    var plot = PlotPanel(title: title, xLabel: "True redshift", yLabel: "Δz / (1 + z)")
    let usable = truth.indices.filter { predicted[$0].isFinite && truth[$0].isFinite }
      .sorted { truth[$0] < truth[$1] }
    let residuals = usable.map { (predicted[$0] - truth[$0]) / (1 + truth[$0]) }
    // The range shows the bulk; how many lie outside is said.
    let sizes = residuals.map(abs).sorted()
    let bulk = sizes.isEmpty ? outlierLimit : sizes[sizes.count * 98 / 100]
    let limit = max(1.3 * bulk, 1e-4)
    plot.yRange = -limit...limit
    plot.legend = .topRight
    plot.points(
      x: usable.map { truth[$0] }, y: residuals, color: Style.color(0),
      size: pointSize(usable.count), opacity: 0.4)
    let groups = max(1, min(20, usable.count / 25))
    var (centres, middles, lows, highs): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for group in 0..<groups where !usable.isEmpty {
      let range = group * usable.count / groups..<(group + 1) * usable.count / groups
      let ordered = residuals[range].sorted()
      guard !ordered.isEmpty else { continue }
      func at(_ share: Double) -> Double { ordered[Int(share * Double(ordered.count - 1))] }
      centres.append(range.reduce(0) { $0 + truth[usable[$1]] } / Double(range.count))
      middles.append(at(0.5))
      lows.append(at(0.16))
      highs.append(at(0.84))
    }
    plot.band(x: centres, lower: lows, upper: highs, label: "68 %", color: Style.color(1))
    plot.line(x: centres, y: middles, label: "median", color: Style.color(1), width: 1.5)
    plot.horizontalLine(0, color: Style.ink)
    if limit > outlierLimit {
      plot.horizontalLine(outlierLimit)
      plot.horizontalLine(-outlierLimit)
    }
    let outside = residuals.count { abs($0) > limit }
    if outside > 0 { plot.note("\(outside) outside", x: 0.97, y: 0.05, color: Style.faint) }
    return plot
  }

  /// Where the truths lie in their predicted distributions, as a histogram: flat where the
  /// distributions are right, a hill where they are too wide, a bowl where too narrow.
  ///
  /// - Parameters:
  ///   - counts: of the probability integral transform in equal bins from 0 to 1.
  ///   - distance: of Kolmogorov and Smirnov from the flat distribution.
  public static func integralTransform(
    _ counts: [Int], distance: Double? = nil, title: String = "PIT"
  ) -> PlotPanel {
    var plot = PlotPanel(
      title: title, xLabel: "Probability integral transform", yLabel: "Density")
    let total = Double(max(1, counts.reduce(0, +)))
    let bins = Double(max(1, counts.count))
    let densities = counts.map { Double($0) * bins / total }
    // Two standard deviations of a count in a flat histogram.
    let spread = 2 * ((bins - 1) / total).squareRoot()
    plot.xRange = 0...1
    plot.yRange = 0...max(2, 1.15 * (densities.max() ?? 1))
    plot.band(
      x: [0, 1], lower: [max(0, 1 - spread), max(0, 1 - spread)], upper: [1 + spread, 1 + spread],
      label: "chance, 2σ", color: Style.faint, opacity: 0.3)
    plot.steps(
      edges: (0...max(1, counts.count)).map { Double($0) / bins },
      counts: densities.isEmpty ? [0] : densities, color: Style.color(0))
    plot.horizontalLine(1, color: Style.ink)
    plot.legend = .topRight
    if let distance {
      plot.note("KS = " + Ticks.label(distance, decimals: 3), x: 0.04, y: 0.93)
    }
    return plot
  }

  /// Fewer points are larger.
  private static func pointSize(_ count: Int) -> Double {
    min(3.2, max(1.1, 90 / Double(max(1, count)).squareRoot()))
  }
}
