import AstroData

extension PlotPanel {
  /// A box of samples and names in a corner, over the data.
  func drawLegend(_ canvas: Canvas, _ view: PlotView) {
    let frame = view.frame
    let named = entries.filter { !$0.label.isEmpty }
    guard legend != .none, !named.isEmpty else { return }
    let rowHeight = 11.0
    let widest = named.map { canvas.width(of: $0.label, size: Style.tick) }.max() ?? 0
    let width = min(widest + 30, frame.width - 8)
    let height = rowHeight * Double(named.count) + 5
    let box = legendBox(width: width, height: height, view)
    canvas.rectangle(box, fill: .white, opacity: 0.85)
    for (index, entry) in named.enumerated() {
      let y = box.y + 2.5 + rowHeight * (Double(index) + 0.5)
      let (left, right) = (box.x + 5, box.x + 21)
      switch entry.series {
      case .line(let line):
        canvas.line(
          SIMD2(left, y), SIMD2(right, y), color: entry.color, width: line.width, dash: line.dash)
      case .points(let points):
        Self.draw(
          points.marker, at: SIMD2((left + right) / 2, y), size: max(points.size, 3.5),
          entry.color, canvas)
      case .band(let band):
        canvas.rectangle(
          Rectangle(x: left, y: y - 3, width: 16, height: 6), fill: entry.color,
          opacity: max(0.25, band.opacity))
      case .steps(let steps):
        let sample = Rectangle(x: left, y: y - 3, width: 16, height: 6)
        if steps.isFilled { canvas.rectangle(sample, fill: entry.color, opacity: 0.25) }
        canvas.rectangle(sample, stroke: entry.color, width: 1)
      }
      let label = canvas.cut(entry.label, to: width - 28, size: Style.tick)
      canvas.text(label, x: right + 4, y: y, size: Style.tick, alignment: .start)
    }
  }

  private func legendBox(width: Double, height: Double, _ view: PlotView) -> Rectangle {
    let frame = view.frame
    func box(isRight: Bool, isTop: Bool) -> Rectangle {
      Rectangle(
        x: isRight ? frame.right - width - 6 : frame.x + 6,
        y: isTop ? frame.y + 6 : frame.bottom - height - 6, width: width, height: height)
    }
    let corners = [
      (LegendPlace.topRight, box(isRight: true, isTop: true)),
      (.topLeft, box(isRight: false, isTop: true)),
      (.bottomRight, box(isRight: true, isTop: false)),
      (.bottomLeft, box(isRight: false, isTop: false)),
    ]
    if let asked = corners.first(where: { $0.0 == legend }) { return asked.1 }
    let places = entries.flatMap { view.path(of: $0.series) }
    // Names of guides hang from the top: one that is covered tells nothing.
    let names = guides.filter { $0.isVertical && !$0.label.isEmpty }.map { view.placeX($0.value) }
    func crowd(_ box: Rectangle) -> Int {
      let covered = box.y < frame.midY ? names.count { $0 > box.x && $0 < box.right + 10 } : 0
      let within = places.count {
        $0.x > box.x - 4 && $0.x < box.right + 4 && $0.y > box.y - 4 && $0.y < box.bottom + 4
      }
      return within + 10_000 * covered
    }
    let crowds = corners.map { crowd($0.1) }
    let best = crowds.indices.min { crowds[$0] < crowds[$1] } ?? 0
    return corners[best].1
  }
}
