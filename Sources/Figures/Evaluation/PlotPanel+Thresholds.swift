import AstroData

extension PlotPanel {
  /// One line of a plot of thresholds: a class, or a model.
  public struct ThresholdCurve: Sendable {
    public var name: String
    public var x: [Double]
    public var y: [Double]
    /// Area under the curve, or average precision.
    public var area: Double

    public init(name: String, x: [Double], y: [Double], area: Double) {
      self.name = name
      self.x = x
      self.y = y
      self.area = area
    }
  }

  /// Share of a class that is found against the share of the others taken for it.
  ///
  /// - Parameter curves: x false positive rate, y true positive rate.
  public static func roc(_ curves: [ThresholdCurve], title: String = "ROC") -> PlotPanel {
    var plot = thresholds(
      curves, title: title, x: "False positive rate", y: "True positive rate", measure: "area")
    plot.line(x: [0, 1], y: [0, 1], color: Style.faint, width: 0.9, isDashed: true)
    plot.legend = .bottomRight
    return plot
  }

  /// Purity of what is taken for a class against the share of it that is found.
  ///
  /// - Parameters:
  ///   - curves: x recall, y precision.
  ///   - prevalence: share of the class among all, what guessing reaches; `nil` for several classes.
  public static func precisionRecall(
    _ curves: [ThresholdCurve], prevalence: Double? = nil, title: String = "Precision and recall"
  ) -> PlotPanel {
    var plot = thresholds(
      curves, title: title, x: "Recall (completeness)", y: "Precision (purity)", measure: "AP")
    if let prevalence { plot.horizontalLine(prevalence, label: "guessing") }
    plot.legend = .bottomLeft
    return plot
  }

  private static func thresholds(
    _ curves: [ThresholdCurve], title: String, x: String, y: String, measure: String
  ) -> PlotPanel {
    var plot = PlotPanel(title: title, xLabel: x, yLabel: y)
    plot.xRange = -0.01...1.01
    plot.yRange = -0.01...1.01
    for (index, curve) in curves.enumerated() {
      let area = curve.area.isFinite ? Ticks.label(curve.area, decimals: 3) : "\u{2013}"
      plot.line(
        x: curve.x, y: curve.y, label: "\(curve.name), \(measure) \(area)",
        color: Style.color(index), width: 1.3,
        // Colours repeat: the second round is dashed.
        isDashed: index / Style.palette.count % 2 == 1)
    }
    return plot
  }

  /// Share of the objects whose set or interval holds the truth, against what was promised.
  ///
  /// - Parameters:
  ///   - levels: promised probabilities, ascending.
  ///   - coverages: measured shares for each model.
  ///   - count: objects; gives the band of two standard deviations that chance explains.
  public static func coverage(
    levels: [Double], coverages: [(name: String, shares: [Double])], count: Int,
    title: String = "Coverage"
  ) -> PlotPanel {
    var plot = PlotPanel(
      title: title, xLabel: "Stated probability", yLabel: "Share that holds the truth")
    plot.xRange = 0...1
    plot.yRange = 0...1
    plot.legend = .bottomRight
    let grid = (0...50).map { Double($0) / 50 }
    let spread = grid.map { 2 * ($0 * (1 - $0) / Double(max(1, count))).squareRoot() }
    plot.band(
      x: grid, lower: zip(grid, spread).map { max(0, $0 - $1) },
      upper: zip(grid, spread).map { min(1, $0 + $1) }, label: "chance, 2σ", color: Style.faint)
    plot.line(x: [0, 1], y: [0, 1], color: Style.faint, width: 0.9, isDashed: true)
    for (index, entry) in coverages.enumerated() {
      let color = Style.color(index)
      plot.line(x: levels, y: entry.shares, label: entry.name, color: color, width: 1.2)
      plot.points(x: levels, y: entry.shares, color: color, size: 3.6)
    }
    return plot
  }
}
