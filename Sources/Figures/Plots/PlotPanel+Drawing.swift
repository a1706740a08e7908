import AstroData
import Foundation

extension PlotPanel {
  public func insets(on canvas: Canvas, width: Double, height: Double) -> Insets {
    let view = PlotView(self, frame: Rectangle(x: 0, y: 0, width: width, height: height))
    let ticks = yTicks(view)
    let widest = ticks.labels.map { canvas.width(of: $0, size: Style.tick) }.max() ?? 0
    let names = turnedNames(xTicks(view), on: canvas, view)
    let last =
      names == nil
      ? xTicks(view).labels.last.map { canvas.width(of: $0, size: Style.tick) } ?? 0 : 0
    return Insets(
      top: (title.isEmpty ? 4 : 16) + (ticks.exponent == 0 ? 0 : 8),
      left: widest + 8 + (yLabel.isEmpty ? 0 : 13),
      bottom: (names.map { 0.72 * $0 + 10 } ?? 14) + (xLabel.isEmpty ? 0 : 12),
      right: max(4, last / 2))
  }

  /// The width of the widest name under the panel, where side by side they would overlap: then they
  /// are written slantwise.
  private func turnedNames(_ ticks: Ticks, on canvas: Canvas, _ view: PlotView) -> Double? {
    guard !xNames.isEmpty, ticks.values.count > 1 else { return nil }
    let widest = ticks.labels.map { canvas.width(of: $0, size: Style.tick) }.max() ?? 0
    let spacing = view.placeX(ticks.values[1]) - view.placeX(ticks.values[0])
    return widest > 0.95 * spacing ? widest : nil
  }

  public func draw(on canvas: Canvas, frame: Rectangle) {
    let view = PlotView(self, frame: frame)
    let (xTicks, yTicks) = (xTicks(view), yTicks(view))
    if hasGrid { drawGrid(canvas, view, xTicks, yTicks) }
    canvas.clipped(to: frame) {
      for entry in entries { draw(entry, canvas, view) }
      drawGuides(canvas, view)
    }
    canvas.rectangle(frame, stroke: Style.ink, width: Style.frameWidth)
    drawXAxis(canvas, view, xTicks)
    drawYAxis(canvas, view, yTicks)
    if !title.isEmpty {
      let top = frame.y - 8 - (yTicks.exponent == 0 ? 0 : 8)
      let text = canvas.cut(title, to: frame.width + 40, size: Style.panelTitle, isBold: true)
      canvas.text(text, x: frame.midX, y: top, size: Style.panelTitle, isBold: true)
    }
    for note in notes {
      canvas.text(
        note.text, x: frame.x + note.place.x * frame.width,
        y: frame.bottom - note.place.y * frame.height, size: Style.tick, color: note.color,
        alignment: note.place.x > 0.66 ? .end : note.place.x > 0.33 ? .centre : .start)
    }
    drawLegend(canvas, view)
  }

  // MARK: - Axes

  private func xTicks(_ view: PlotView) -> Ticks {
    guard xNames.isEmpty else {
      let inside = xNames.indices.filter { view.x.contains(Double($0)) }
      return Ticks(
        values: inside.map(Double.init), labels: inside.map { xNames[$0] }, minor: [], exponent: 0)
    }
    let count = max(2, Int(view.frame.width / 45))
    return xScale == .linear
      ? .linear(view.x, count: count) : .logarithmic(view.x, count: count)
  }

  private func yTicks(_ view: PlotView) -> Ticks {
    let count = max(2, Int(view.frame.height / 28))
    return yScale == .linear
      ? .linear(view.y, count: count) : .logarithmic(view.y, count: count)
  }

  private func drawGrid(_ canvas: Canvas, _ view: PlotView, _ xTicks: Ticks, _ yTicks: Ticks) {
    let frame = view.frame
    for value in xTicks.values {
      let x = view.placeX(value)
      canvas.line(SIMD2(x, frame.y), SIMD2(x, frame.bottom), color: Style.grid, width: 0.6)
    }
    for value in yTicks.values {
      let y = view.placeY(value)
      canvas.line(SIMD2(frame.x, y), SIMD2(frame.right, y), color: Style.grid, width: 0.6)
    }
  }

  private func drawXAxis(_ canvas: Canvas, _ view: PlotView, _ ticks: Ticks) {
    let frame = view.frame
    for (values, length) in [
      (ticks.values, Style.tickLength), (ticks.minor, Style.minorTickLength),
    ] {
      for x in values.map(view.placeX) {
        for (edge, sign) in [(frame.bottom, -1.0), (frame.y, 1.0)] {
          canvas.line(
            SIMD2(x, edge), SIMD2(x, edge + sign * length), color: Style.ink,
            width: Style.frameWidth)
        }
      }
    }
    let turned = turnedNames(ticks, on: canvas, view)
    for (value, label) in zip(ticks.values, ticks.labels) {
      if turned != nil {
        canvas.text(
          label, x: view.placeX(value) + 2, y: frame.bottom + 6, size: Style.tick,
          alignment: .end, angle: 45)
      } else {
        canvas.text(label, x: view.placeX(value), y: frame.bottom + 8, size: Style.tick)
      }
    }
    let label =
      ticks.exponent == 0 ? xLabel : xLabel + "  (" + Ticks.multiplier(ticks.exponent) + ")"
    canvas.text(
      label, x: frame.midX, y: frame.bottom + (turned.map { 0.72 * $0 + 16 } ?? 20),
      size: Style.label)
  }

  private func drawYAxis(_ canvas: Canvas, _ view: PlotView, _ ticks: Ticks) {
    let frame = view.frame
    for (values, length) in [
      (ticks.values, Style.tickLength), (ticks.minor, Style.minorTickLength),
    ] {
      for y in values.map(view.placeY) {
        for (edge, sign) in [(frame.x, 1.0), (frame.right, -1.0)] {
          canvas.line(
            SIMD2(edge, y), SIMD2(edge + sign * length, y), color: Style.ink,
            width: Style.frameWidth)
        }
      }
    }
    for (value, label) in zip(ticks.values, ticks.labels) {
      canvas.text(
        label, x: frame.x - 5, y: view.placeY(value), size: Style.tick, alignment: .end)
    }
    let widest = ticks.labels.map { canvas.width(of: $0, size: Style.tick) }.max() ?? 0
    canvas.text(
      yLabel, x: frame.x - widest - 13, y: frame.midY, size: Style.label, angle: 90)
    if ticks.exponent != 0 {
      canvas.text(
        Ticks.multiplier(ticks.exponent), x: frame.x, y: frame.y - 7, size: Style.tick,
        alignment: .start)
    }
  }

  // MARK: - Contents

  private func draw(_ entry: Entry, _ canvas: Canvas, _ view: PlotView) {
    switch entry.series {
    case .line(let line):
      canvas.polyline(
        line.points.map(view.place), color: entry.color, width: line.width, dash: line.dash)
    case .points(let points):
      draw(points, entry.color, canvas, view)
    case .band(let band):
      let indices = band.lower.indices.filter {
        isDrawable(band.lower[$0]) && isDrawable(band.upper[$0])
      }
      let outline =
        indices.map { view.place(band.lower[$0]) }
        + indices.reversed().map { view.place(band.upper[$0]) }
      canvas.polygon(outline, fill: entry.color, opacity: band.opacity)
    case .steps(let steps):
      draw(steps, entry.color, canvas, view)
    }
  }

  private func draw(
    _ points: PlotSeries.Points, _ color: Color, _ canvas: Canvas, _ view: PlotView
  ) {
    for (index, point) in points.points.enumerated() where isDrawable(point) {
      let place = view.place(point)
      let (xSize, ySize) = (
        PlotSeries.size(points.xError?[index]), PlotSeries.size(points.yError?[index])
      )
      // On a logarithmic axis a bar that reaches 0 ends at the edge.
      let low = yScale == .linear ? point.y - ySize : max(point.y - ySize, view.y.lowerBound)
      let left = xScale == .linear ? point.x - xSize : max(point.x - xSize, view.x.lowerBound)
      if ySize > 0 {
        canvas.line(
          SIMD2(place.x, view.placeY(low)), SIMD2(place.x, view.placeY(point.y + ySize)),
          color: color, width: 0.7, opacity: 0.75)
      }
      if xSize > 0 {
        canvas.line(
          SIMD2(view.placeX(left), place.y), SIMD2(view.placeX(point.x + xSize), place.y),
          color: color, width: 0.7, opacity: 0.75)
      }
      Self.draw(
        points.marker, at: place, size: points.size, opacity: points.opacity, color, canvas)
    }
  }

  private func draw(
    _ steps: PlotSeries.Steps, _ color: Color, _ canvas: Canvas, _ view: PlotView
  ) {
    guard !steps.counts.isEmpty else { return }
    // A logarithmic axis has no zero: bars start at its lower edge.
    let floor = yScale == .linear ? min(0, view.y.upperBound) : view.y.lowerBound
    var outline = [view.place(SIMD2(steps.edges[0], floor))]
    for (index, count) in steps.counts.enumerated() {
      let top = count.isFinite ? max(count, floor) : floor
      outline.append(view.place(SIMD2(steps.edges[index], top)))
      outline.append(view.place(SIMD2(steps.edges[index + 1], top)))
    }
    outline.append(view.place(SIMD2(steps.edges[steps.counts.count], floor)))
    if steps.isFilled { canvas.polygon(outline, fill: color, opacity: 0.25) }
    canvas.polyline(outline, color: color, width: 1.1)
  }

  static func draw(
    _ marker: Marker, at place: SIMD2<Double>, size: Double, opacity: Double = 0.85,
    _ color: Color, _ canvas: Canvas
  ) {
    let r = size / 2
    switch marker {
    case .disc: canvas.ellipse(x: place.x, y: place.y, a: r, b: r, fill: color, opacity: opacity)
    case .ring:
      canvas.ellipse(
        x: place.x, y: place.y, a: r, b: r, stroke: color, width: 0.9, opacity: opacity)
    case .square:
      canvas.rectangle(
        Rectangle(x: place.x - r, y: place.y - r, width: size, height: size), fill: color,
        opacity: opacity)
    case .diamond:
      let s = 1.25 * r
      canvas.polygon(
        [
          place + SIMD2(0, -s), place + SIMD2(s, 0), place + SIMD2(0, s), place + SIMD2(-s, 0),
        ], fill: color, opacity: opacity)
    }
  }

  private func drawGuides(_ canvas: Canvas, _ view: PlotView) {
    let frame = view.frame
    for guide in guides where guide.value.isFinite {
      if guide.isVertical {
        let x = view.placeX(guide.value)
        canvas.line(
          SIMD2(x, frame.y), SIMD2(x, frame.bottom), color: guide.color, width: 0.8, dash: [3, 2.5])
        canvas.text(
          guide.label, x: x - 5, y: frame.y + 6, size: Style.tick, color: guide.color,
          alignment: .end, angle: 90, halo: .white)
      } else {
        let y = view.placeY(guide.value)
        canvas.line(
          SIMD2(frame.x, y), SIMD2(frame.right, y), color: guide.color, width: 0.8, dash: [3, 2.5])
        canvas.text(
          guide.label, x: frame.right - 5, y: y - 6, size: Style.tick, color: guide.color,
          alignment: .end, halo: .white)
      }
    }
  }
}
