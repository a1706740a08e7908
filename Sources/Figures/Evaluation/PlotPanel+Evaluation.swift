import AstroData

extension PlotPanel {
  /// One bin of a reliability diagram.
  public struct ReliabilityBin: Sendable {
    /// Mean predicted probability.
    public var confidence: Double
    /// Share of right predictions.
    public var accuracy: Double
    public var count: Int

    public init(confidence: Double, accuracy: Double, count: Int) {
      self.confidence = confidence
      self.accuracy = accuracy
      self.count = count
    }
  }

  /// Share of right predictions against predicted probability; on the diagonal a model is calibrated.
  ///
  /// Error bars are the standard deviation of a binomial share with one object of each kind added,
  /// so that a bin of few objects never looks certain. Bins without objects are left out.
  public static func reliability(
    _ bins: [ReliabilityBin], calibrationError: Double? = nil,
    title: String = "Reliability"
  ) -> PlotPanel {
    var plot = PlotPanel(
      title: title, xLabel: "Predicted probability", yLabel: "Share that is right")
    plot.xRange = 0...1
    plot.yRange = 0...1
    plot.legend = .topLeft
    plot.line(
      x: [0, 1], y: [0, 1], label: "calibrated", color: Style.faint, width: 0.9, isDashed: true)
    let filled = bins.filter { $0.count > 0 }
    let errors = filled.map { bin in
      let (n, right) = (Double(bin.count), bin.accuracy * Double(bin.count))
      let share = (right + 1) / (n + 2)
      return (share * (1 - share) / (n + 3)).squareRoot()
    }
    let color = Style.color(0)
    plot.line(
      x: filled.map(\.confidence), y: filled.map(\.accuracy), color: color, width: 0.9)
    plot.points(
      x: filled.map(\.confidence), y: filled.map(\.accuracy), yError: errors, label: "model",
      color: color, size: 4.5)
    if let calibrationError {
      plot.note("ECE = " + Ticks.label(calibrationError, decimals: 3), x: 0.96, y: 0.06)
    }
    return plot
  }

  /// Loss, or a metric, of each epoch for training and validation; epochs count from 1.
  public static func training(
    _ training: [Double], validation: [Double] = [], bestEpoch: Int? = nil,
    quantity: String = "Loss", title: String = "Training", isLogarithmic: Bool = false
  ) -> PlotPanel {
    var plot = PlotPanel(title: title, xLabel: "Epoch", yLabel: quantity)
    plot.yScale = isLogarithmic ? .logarithmic : .linear
    plot.line(
      x: training.indices.map { Double($0 + 1) }, y: training, label: "training",
      color: Style.color(0), width: 1.4)
    if !validation.isEmpty {
      plot.line(
        x: validation.indices.map { Double($0 + 1) }, y: validation, label: "validation",
        color: Style.color(1), width: 1.4)
    }
    if let bestEpoch { plot.verticalLine(Double(bestEpoch), label: "best") }
    return plot
  }

  /// Bars for named quantities: class probabilities, counts.
  public static func bars(
    names: [String], values: [Double], errors: [Double]? = nil, yLabel: String = "",
    title: String = ""
  ) -> PlotPanel {
    precondition(
      names.count == values.count, "PlotPanel.bars: \(names.count) names, \(values.count) values")
    var plot = PlotPanel(title: title, yLabel: yLabel)
    plot.xNames = names
    plot.xRange = -0.6...Double(max(1, names.count)) - 0.4
    plot.legend = .none
    let color = Style.color(0)
    for (index, value) in values.enumerated() {
      let x = Double(index)
      plot.steps(edges: [x - 0.35, x + 0.35], counts: [value], color: color)
    }
    if let errors {
      plot.points(
        x: values.indices.map(Double.init), y: values, yError: errors, color: color, size: 0.5)
    }
    return plot
  }
}
