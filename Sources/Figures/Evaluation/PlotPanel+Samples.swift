import AstroData

extension PlotPanel {
  /// A share of objects in one bin.
  public struct Share: Sendable {
    public var lower: Double
    public var upper: Double
    /// NaN where the bin is empty.
    public var value: Double
    public var error: Double

    public init(lower: Double, upper: Double, value: Double, error: Double) {
      self.lower = lower
      self.upper = upper
      self.value = value
      self.error = error
    }
  }

  /// Shares of objects by a quantity: completeness and purity by magnitude.
  public static func shares(
    _ series: [(name: String, shares: [Share])], xLabel: String, yLabel: String = "Share",
    title: String = ""
  ) -> PlotPanel {
    var plot = PlotPanel(title: title, xLabel: xLabel, yLabel: yLabel)
    plot.yRange = -0.02...1.05
    plot.legend = .bottomLeft
    for (index, entry) in series.enumerated() {
      let filled = entry.shares.filter { $0.value.isFinite }
      let centres = filled.map { 0.5 * ($0.lower + $0.upper) }
      let color = Style.color(index)
      plot.line(x: centres, y: filled.map(\.value), color: color, width: 1.2)
      plot.points(
        x: centres, y: filled.map(\.value), xError: filled.map { 0.5 * ($0.upper - $0.lower) },
        yError: filled.map(\.error), label: entry.name, color: color,
        marker: [.disc, .square, .diamond, .ring][index % 4], size: 4)
    }
    return plot
  }

  /// Histograms of one quantity of two samples over the same bins, each of area 1.
  ///
  /// The bins span 99 % of both; what lies outside, or is not finite, is said in the corner.
  public static func samples(
    real: [Double], made: [Double], names: (real: String, made: String) = ("real", "generated"),
    bins: Int = 30, xLabel: String, title: String = "", note: String? = nil
  ) -> PlotPanel {
    var plot = PlotPanel(title: title, xLabel: xLabel, yLabel: "Density")
    func central(_ values: [Double]) -> (Double, Double)? {
      let ordered = values.filter(\.isFinite).sorted()
      guard !ordered.isEmpty else { return nil }
      let last = Double(ordered.count - 1)
      return (ordered[Int(0.005 * last)], ordered[Int((0.995 * last).rounded(.up))])
    }
    let ends = [central(real), central(made)].compactMap { $0 }
    let low = ends.map(\.0).min() ?? 0
    var high = ends.map(\.1).max() ?? 1
    if !(high > low) { high = low + 1 }
    let width = (high - low) / Double(bins)
    var outside = 0
    for (index, (values, name)) in [(real, names.real), (made, names.made)].enumerated() {
      var counts = [Double](repeating: 0, count: bins)
      for value in values {
        guard value >= low, value <= high else {
          outside += 1
          continue
        }
        counts[min(bins - 1, Int((value - low) / width))] += 1
      }
      plot.steps(
        edges: (0...bins).map { low + width * Double($0) },
        counts: counts.map { $0 / (Double(max(1, values.count)) * width) }, label: name,
        color: Style.color(index), isFilled: index == 0)
    }
    plot.xRange = low...high
    plot.legend = .topRight
    if let note { plot.note(note, x: 0.04, y: 0.93) }
    if outside > 0 { plot.note("\(outside) outside", x: 0.97, y: 0.74, color: Style.faint) }
    return plot
  }
}
