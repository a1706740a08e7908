import AstroData

extension PlotPanel {
  /// Good points of a light curve with their errors, a colour for each band; magnitudes upside down.
  ///
  /// - Parameter offset: taken from the times, so that marks are short.
  public static func lightCurve(
    _ curve: LightCurve, offset: Double = 0, title: String = ""
  ) -> PlotPanel {
    let isMagnitude = curve.quantity == .magnitude
    let unit = curve.unit.map { " [\($0)]" } ?? ""
    var plot = PlotPanel(
      title: title, xLabel: timeLabel(offset),
      yLabel: (isMagnitude ? "Magnitude" : "Flux") + unit)
    plot.isYInverted = isMagnitude
    for (place, band) in curve.bands.enumerated() {
      let points = curve.points(ofBand: place, where: curve.isGood)
      guard !points.isEmpty else { continue }
      plot.points(
        x: points.map { curve.time[$0] - offset }, y: points.map { Double(curve.value[$0]) },
        yError: curve.uncertainty.map { errors in points.map { Double(errors[$0]) } },
        label: band, color: bandColor(band, place), size: 3)
    }
    return plot
  }

  /// Probabilities of the classes as more and more of a light curve is seen, stacked to 1.
  ///
  /// The likeliest classes have colours; the rest is grey. What the curve has not yet an answer for
  /// (NaN) is left white.
  /// - Parameters:
  ///   - times: of the last point seen, ascending.
  ///   - probabilities: one row of the classes for each time.
  ///   - truth: the class it is, marked in the legend.
  public static func probabilities(
    times: [Double], _ probabilities: [[Double]], classes: [String], truth: String? = nil,
    offset: Double = 0, title: String = ""
  ) -> PlotPanel {
    precondition(
      times.count == probabilities.count
        && probabilities.allSatisfy { $0.count == classes.count },
      "PlotPanel.probabilities: \(probabilities.count) rows for \(times.count) times")
    var plot = PlotPanel(title: title, xLabel: timeLabel(offset), yLabel: "Probability")
    plot.yRange = 0...1
    plot.legend = .bottomRight
    plot.hasGrid = false
    let usable = times.indices.filter { probabilities[$0].allSatisfy(\.isFinite) }
    let x = usable.map { times[$0] - offset }
    let peaks = classes.indices.map { k in usable.map { probabilities[$0][k] }.max() ?? 0 }
    let shown = Array(
      classes.indices.sorted { (-peaks[$0], $0) < (-peaks[$1], $1) }
        .prefix(classes.count > 7 ? 6 : 7)
    ).sorted()
    let rest = classes.indices.filter { !shown.contains($0) }
    var base = [Double](repeating: 0, count: usable.count)
    func stack(_ members: [Int], _ name: String, _ color: Color) {
      let top = usable.indices.map { place in
        members.reduce(base[place]) { $0 + probabilities[usable[place]][$1] }
      }
      plot.band(x: x, lower: base, upper: top, label: name, color: color, opacity: 0.75)
      plot.line(x: x, y: top, color: .white, width: 0.7)
      base = top
    }
    for (index, k) in shown.enumerated() {
      stack([k], classes[k] == truth ? "\(classes[k]) (true)" : classes[k], Style.color(index))
    }
    if !rest.isEmpty {
      let isTrue = rest.contains { classes[$0] == truth }
      stack(rest, isTrue ? "others, \(truth ?? "") (true)" : "others", Color(hex: 0xBBBBBB))
    }
    return plot
  }

  private static func timeLabel(_ offset: Double) -> String {
    offset == 0 ? "Time [d]" : "Time − \(Ticks.label(offset, decimals: 0)) [d]"
  }

  /// The usual colours of the optical bands, those of the palette for others.
  private static func bandColor(_ band: String, _ place: Int) -> Color {
    switch band {
    case "u", "U": Color(hex: 0x6A3D9A)
    case "g", "B": Color(hex: 0x0072B2)
    case "r", "V": Color(hex: 0x009E73)
    case "i", "R": Color(hex: 0xE69F00)
    case "z", "I": Color(hex: 0xD55E00)
    case "y", "Y": Color(hex: 0x8B1A1A)
    default: Style.color(place)
    }
  }
}
