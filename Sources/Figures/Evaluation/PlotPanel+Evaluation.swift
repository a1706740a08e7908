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
    if training.contains(where: \.isFinite) {
      plot.line(
        x: training.indices.map { Double($0 + 1) }, y: training, label: "training",
        color: Style.color(0), width: 1.4)
    }
    if !validation.isEmpty {
      plot.line(
        x: validation.indices.map { Double($0 + 1) }, y: validation, label: "validation",
        color: Style.color(1), width: 1.4)
    }
    if let bestEpoch { plot.verticalLine(Double(bestEpoch), label: "best") }
    return plot
  }

  /// The loss of training steps while the learning rate grows, with a mean over the steps before.
  /// - Parameter suggestion: a rate to mark.
  public static func learningRates(
    _ rates: [Double], losses: [Double], means: [Double], suggestion: Double? = nil,
    title: String = "Learning rate"
  ) -> PlotPanel {
    var plot = PlotPanel(title: title, xLabel: "Learning rate", yLabel: "Loss of a step")
    plot.xScale = .logarithmic
    // The fall is what matters; at the end losses rise beyond all measure.
    let finite = means.filter(\.isFinite)
    if let first = finite.first, let lowest = finite.min(), lowest < first {
      let low = losses.filter(\.isFinite).reduce(lowest, min)
      plot.yRange = low - 0.1 * (first - low)...first + 0.6 * (first - low)
    }
    plot.line(x: rates, y: losses, label: "step", color: Style.faint, width: 0.8)
    plot.line(x: rates, y: means, label: "mean", color: Style.color(0), width: 1.6)
    if let suggestion {
      plot.verticalLine(suggestion, label: "steepest fall", color: Style.color(1))
    }
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
