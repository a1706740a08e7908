import AstroData

extension ImagePanel {
  public func insets(on canvas: Canvas, width: Double, height: Double) -> Insets {
    let captionSpace = captions.isEmpty ? 0 : 3 + 9.5 * Double(captions.count)
    var insets = Insets(top: title.isEmpty ? 2 : 14, left: 2, bottom: 2 + captionSpace, right: 2)
    if axes != .none {
      let texts = grid.map { $0.left.map(\.text) } ?? pixelTicks(self.height, height).labels
      let widest = texts.map { canvas.width(of: $0, size: Style.tick) }.max() ?? 0
      insets.left = widest + 8 + 13
      insets.bottom = 26 + captionSpace
    }
    if let colorBar { insets.right = colorBar.space(on: canvas) }
    return insets
  }

  public func draw(on canvas: Canvas, frame: Rectangle) {
    let aspect = Double(width) / Double(height)
    var fitted = frame.fitted(aspect: aspect)
    // Captions follow the image; titles and images of one row stay on one line.
    fitted.y = captions.isEmpty ? fitted.y : frame.y
    let view = ImageView(frame: fitted, width: width, height: height)
    canvas.picture(picture, in: fitted)
    let grid = grid
    canvas.clipped(to: fitted) {
      if hasGrid, let grid {
        for line in grid.lines {
          canvas.polyline(line.points.map(view.place), color: .white, width: 0.5, opacity: 0.35)
        }
      }
      for annotation in annotations { annotation.draw(on: canvas, view) }
      if hasScaleBar { drawScaleBar(canvas, view) }
      if hasCompass { drawCompass(canvas, view) }
    }
    canvas.rectangle(
      fitted, stroke: border ?? Style.ink, width: border == nil ? Style.frameWidth : 2)
    if axes != .none {
      if let grid { drawSkyAxes(canvas, view, grid) } else { drawPixelAxes(canvas, view) }
    }
    colorBar?.draw(on: canvas, beside: fitted)
    let room = max(fitted.width, frame.width)
    if !title.isEmpty {
      canvas.text(
        canvas.cut(title, to: room, size: Style.panelTitle, isBold: true), x: fitted.midX,
        y: fitted.y - 8, size: Style.panelTitle, isBold: true)
    }
    let below = fitted.bottom + (axes == .none ? 0 : 24)
    for (index, caption) in captions.enumerated() {
      canvas.text(
        canvas.cut(caption, to: room, size: Style.tick), x: fitted.midX,
        y: below + 8 + 9.5 * Double(index), size: Style.tick)
    }
  }

  // MARK: - Axes

  private func pixelTicks(_ count: Int, _ length: Double) -> Ticks {
    .linear(-0.5...Double(count) - 0.5, count: max(2, Int(length / 40)))
  }

  private func drawPixelAxes(_ canvas: Canvas, _ view: ImageView) {
    let frame = view.frame
    let xTicks = pixelTicks(width, frame.width)
    let yTicks = pixelTicks(height, frame.height)
    mark(
      canvas, view,
      bottom: zip(xTicks.values, xTicks.labels).map { .init(place: $0, text: $1) },
      left: zip(yTicks.values, yTicks.labels).map { .init(place: $0, text: $1) })
    canvas.text("x [pixel]", x: frame.midX, y: frame.bottom + 19, size: Style.label)
    let widest = yTicks.labels.map { canvas.width(of: $0, size: Style.tick) }.max() ?? 0
    canvas.text("y [pixel]", x: frame.x - widest - 13, y: frame.midY, size: Style.label, angle: 90)
  }

  private func drawSkyAxes(_ canvas: Canvas, _ view: ImageView, _ grid: SkyGrid) {
    let frame = view.frame
    mark(canvas, view, bottom: grid.bottom, left: grid.left)
    canvas.text(grid.bottomName, x: frame.midX, y: frame.bottom + 19, size: Style.label)
    let widest = grid.left.map { canvas.width(of: $0.text, size: Style.tick) }.max() ?? 0
    canvas.text(
      grid.leftName, x: frame.x - widest - 13, y: frame.midY, size: Style.label, angle: 90)
  }

  /// Marks and labels outside the frame; a label that would touch the one before is left out.
  private func mark(
    _ canvas: Canvas, _ view: ImageView, bottom: [SkyGrid.Label], left: [SkyGrid.Label]
  ) {
    let frame = view.frame
    var end = -Double.infinity
    for label in bottom.sorted(by: { $0.place < $1.place }) {
      let x = view.place(SIMD2(label.place, 0)).x
      canvas.line(
        SIMD2(x, frame.bottom), SIMD2(x, frame.bottom + 2.5), color: Style.ink,
        width: Style.frameWidth)
      let half = canvas.width(of: label.text, size: Style.tick) / 2
      guard x - half > end + 4 else { continue }
      canvas.text(label.text, x: x, y: frame.bottom + 8, size: Style.tick)
      end = x + half
    }
    var last = Double.infinity
    for label in left.sorted(by: { $0.place < $1.place }) {
      let y = view.place(SIMD2(0, label.place)).y
      canvas.line(
        SIMD2(frame.x - 2.5, y), SIMD2(frame.x, y), color: Style.ink, width: Style.frameWidth)
      guard y < last - 9 else { continue }
      canvas.text(label.text, x: frame.x - 5, y: y, size: Style.tick, alignment: .end)
      last = y
    }
  }

  // MARK: - Scale and direction

  private func drawScaleBar(_ canvas: Canvas, _ view: ImageView) {
    guard
      let scale = wcs?.orientation(x: Double(width - 1) / 2, y: Double(height - 1) / 2)?.pixelScale
    else { return }
    let bar = Self.scaleBar(longest: 0.28 * Double(width) * scale)
    let length = bar.arcseconds / scale * view.scale
    let (x, y) = (view.frame.x + 8, view.frame.bottom - 8)
    canvas.line(
      SIMD2(x, y), SIMD2(x + length, y), color: Color(hex: 0x111111), width: 3.4, opacity: 0.7)
    canvas.line(SIMD2(x, y), SIMD2(x + length, y), color: .white, width: 1.6)
    canvas.text(
      bar.label, x: x + length / 2, y: y - 8, size: Style.tick, color: .white,
      halo: Color(hex: 0x111111))
  }

  /// The largest round angle that is not longer than `longest` arcsec.
  static func scaleBar(longest: Double) -> (arcseconds: Double, label: String) {
    let units: [(size: Double, mark: String, values: [Double])] = [
      (3600, " deg", [90, 60, 30, 20, 10, 5, 2, 1]), (60, " arcmin", [30, 20, 10, 5, 2, 1]),
      (1, " arcsec", [30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01]),
    ]
    for unit in units {
      for value in unit.values where value * unit.size <= longest {
        let text = value >= 1 ? String(Int(value)) : String(value)
        return (value * unit.size, text + unit.mark)
      }
    }
    let step = longest > 0 ? Ticks.niceStep(longest / 1.5).size : 1
    return (step, "\(step) arcsec")
  }

  private func drawCompass(_ canvas: Canvas, _ view: ImageView) {
    guard
      let orientation = wcs?.orientation(x: Double(width - 1) / 2, y: Double(height - 1) / 2)
    else { return }
    let size = min(22, 0.12 * min(view.frame.width, view.frame.height))
    let centre = SIMD2(view.frame.right - 1.9 * size - 4, view.frame.bottom - 1.9 * size - 4)
    // Both arrows are drawn from a point that leaves room on whichever side they go.
    let directions = [("N", orientation.north), ("E", orientation.east)]
    let middle = directions.reduce(SIMD2(0.0, 0.0)) { $0 + SIMD2($1.1.x, -$1.1.y) } / 2 * size
    for (name, direction) in directions {
      let along = SIMD2(direction.x, -direction.y)
      let across = SIMD2(-along.y, along.x)
      let start = centre - middle
      let end = start + along * size
      let head = [end + along * 3, end + across * 2.4, end - across * 2.4]
      canvas.line(start, end, color: Color(hex: 0x111111), width: 3, opacity: 0.6)
      canvas.line(start, end, color: .white, width: 1.3)
      canvas.polygon(head, fill: .white)
      let label = end + along * 9
      canvas.text(
        name, x: label.x, y: label.y, size: Style.tick, color: .white, isBold: true,
        halo: Color(hex: 0x111111))
    }
  }
}
