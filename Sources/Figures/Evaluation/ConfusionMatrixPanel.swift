import AstroData

/// Counts of true class against predicted class, coloured by the share of each true class.
public struct ConfusionMatrixPanel: Panel {
  public var title: String
  public var classes: [String]
  /// Row: true class, column: predicted class.
  public var counts: [[Int]]
  public var colorMap: ColorMap

  /// - Precondition: a square matrix with one row for each class.
  public init(classes: [String], counts: [[Int]], title: String = "") {
    precondition(
      counts.count == classes.count && counts.allSatisfy { $0.count == classes.count },
      "ConfusionMatrixPanel: \(counts.count) rows for \(classes.count) classes")
    self.classes = classes
    self.counts = counts
    self.title = title
    colorMap = ColorMap(
      name: "white-blue",
      knots: [
        .white, Color(hex: 0xD6E6F2), Color(hex: 0x9CC4DF), Color(hex: 0x4E97C6),
        Color(hex: 0x0A5C99),
      ], missing: Color(hex: 0xEEEEEE))
  }

  public func insets(on canvas: Canvas, width: Double, height: Double) -> Insets {
    let widest = classes.map { canvas.width(of: $0, size: Style.tick) }.max() ?? 0
    let isTurned = widest > 0.8 * width / Double(max(1, classes.count))
    return Insets(
      top: title.isEmpty ? 4 : 16, left: min(widest, 90) + 22,
      bottom: (isTurned ? min(widest, 90) * 0.72 : 4) + 28, right: min(widest, 90) * 0.2 + 4)
  }

  public func draw(on canvas: Canvas, frame: Rectangle) {
    guard !classes.isEmpty else { return }
    let frame = frame.fitted(aspect: 1)
    let cell = frame.width / Double(classes.count)
    let size = min(Style.label, cell * 0.26)
    for (row, line) in counts.enumerated() {
      let total = line.reduce(0, +)
      for (column, count) in line.enumerated() {
        let share = total > 0 ? Double(count) / Double(total) : .nan
        let color = colorMap.color(at: Float(share))
        let area = Rectangle(
          x: frame.x + Double(column) * cell, y: frame.y + Double(row) * cell, width: cell,
          height: cell)
        canvas.rectangle(area, fill: color)
        guard cell > 9 else { continue }
        let ink = share > 0.55 ? Color.white : Style.ink
        let percent = share.isNaN ? "\u{2013}" : "\(Int((share * 100).rounded()))%"
        canvas.text(
          String(count), x: area.midX, y: area.midY - 0.6 * size, size: size, color: ink,
          isBold: row == column)
        canvas.text(
          percent, x: area.midX, y: area.midY + 0.75 * size, size: 0.85 * size, color: ink)
      }
    }
    canvas.rectangle(frame, stroke: Style.ink, width: Style.frameWidth)
    drawNames(canvas, frame, cell)
    canvas.text(title, x: frame.midX, y: frame.y - 8, size: Style.panelTitle, isBold: true)
  }

  private func drawNames(_ canvas: Canvas, _ frame: Rectangle, _ cell: Double) {
    let names = classes.map { canvas.cut($0, to: 90, size: Style.tick) }
    let widest = names.map { canvas.width(of: $0, size: Style.tick) }.max() ?? 0
    let isTurned = widest > 0.95 * cell
    for (index, name) in names.enumerated() {
      let middle = (Double(index) + 0.5) * cell
      canvas.text(name, x: frame.x - 5, y: frame.y + middle, size: Style.tick, alignment: .end)
      if isTurned {
        canvas.text(
          name, x: frame.x + middle + 2, y: frame.bottom + 6, size: Style.tick, alignment: .end,
          angle: 45)
      } else {
        canvas.text(name, x: frame.x + middle, y: frame.bottom + 8, size: Style.tick)
      }
    }
    let below = isTurned ? widest * 0.72 + 16 : 20
    canvas.text("Predicted class", x: frame.midX, y: frame.bottom + below, size: Style.label)
    canvas.text(
      "True class", x: frame.x - widest - 14, y: frame.midY, size: Style.label, angle: 90)
  }
}
