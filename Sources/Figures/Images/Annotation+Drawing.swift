import AstroData

extension Annotation {
  private static let shade = Color(hex: 0x111111)

  func draw(on canvas: Canvas, _ view: ImageView) {
    // Every shape is drawn twice: a dark line under a bright one is seen on any image.
    for (ink, width, opacity) in [(Self.shade, 2.2, 0.5), (color, 1.1, 1.0)] {
      drawShape(canvas, view, ink, width, opacity)
    }
    guard !label.isEmpty, let place = labelPlace(canvas, view) else { return }
    canvas.text(
      label, x: place.x, y: place.y, size: Style.tick, color: color, alignment: .start,
      halo: Self.shade)
  }

  private func drawShape(
    _ canvas: Canvas, _ view: ImageView, _ ink: Color, _ width: Double, _ opacity: Double
  ) {
    switch shape {
    case .box(let x, let y, let boxWidth, let boxHeight):
      let corner = view.place(SIMD2(x - boxWidth / 2, y + boxHeight / 2))
      canvas.rectangle(
        Rectangle(
          x: corner.x, y: corner.y, width: boxWidth * view.scale, height: boxHeight * view.scale),
        stroke: ink, width: width, opacity: opacity)
    case .ellipse(let x, let y, let a, let b, let angle):
      let centre = view.place(SIMD2(x, y))
      canvas.ellipse(
        x: centre.x, y: centre.y, a: a * view.scale, b: b * view.scale, angle: -angle * .pi / 180,
        stroke: ink, width: width, opacity: opacity)
    case .crosshair(let x, let y, let size):
      let centre = view.place(SIMD2(x, y))
      let (near, far) = (0.35 * size * view.scale, size * view.scale)
      for direction in [SIMD2(1.0, 0), SIMD2(-1, 0), SIMD2(0, 1), SIMD2(0, -1)] {
        canvas.line(
          centre + direction * near, centre + direction * far, color: ink, width: width,
          opacity: opacity)
      }
    case .outlines(let labels):
      guard labels.count == view.width * view.height else { return }
      drawOutlines(labels, canvas, view, ink, 0.7 * width, opacity)
    case .text: break
    }
  }

  /// Pixel edges between different labels, joined along rows and columns.
  private func drawOutlines(
    _ labels: [Int32], _ canvas: Canvas, _ view: ImageView, _ ink: Color, _ width: Double,
    _ opacity: Double
  ) {
    func label(_ x: Int, _ y: Int) -> Int32 {
      x < 0 || y < 0 || x >= view.width || y >= view.height ? 0 : labels[y * view.width + x]
    }
    func segment(_ from: SIMD2<Double>, _ to: SIMD2<Double>) {
      canvas.line(
        view.place(from), view.place(to), color: ink, width: width, opacity: opacity)
    }
    for y in 0...view.height {
      var start: Int?
      for x in 0...view.width {
        let isEdge = x < view.width && label(x, y) != label(x, y - 1)
        if isEdge, start == nil { start = x }
        if !isEdge, let from = start {
          let height = Double(y) - 0.5
          segment(SIMD2(Double(from) - 0.5, height), SIMD2(Double(x) - 0.5, height))
          start = nil
        }
      }
    }
    for x in 0...view.width {
      var start: Int?
      for y in 0...view.height {
        let isEdge = y < view.height && label(x, y) != label(x - 1, y)
        if isEdge, start == nil { start = y }
        if !isEdge, let from = start {
          let place = Double(x) - 0.5
          segment(SIMD2(place, Double(from) - 0.5), SIMD2(place, Double(y) - 0.5))
          start = nil
        }
      }
    }
  }

  /// Beside the shape's upper right, or on its left where the frame ends.
  private func labelPlace(_ canvas: Canvas, _ view: ImageView) -> SIMD2<Double>? {
    let (centre, reach): (SIMD2<Double>, SIMD2<Double>)
    switch shape {
    case .box(let x, let y, let width, let height):
      (centre, reach) = (SIMD2(x, y), SIMD2(width / 2, height / 2))
    case .ellipse(let x, let y, let a, let b, _):
      let r = 0.75 * max(a, b)
      (centre, reach) = (SIMD2(x, y), SIMD2(r, r))
    case .crosshair(let x, let y, let size):
      (centre, reach) = (SIMD2(x, y), SIMD2(0.5 * size, 0.5 * size))
    case .text(let x, let y): (centre, reach) = (SIMD2(x, y), SIMD2(0, 0))
    case .outlines: return nil
    }
    let isText = if case .text = shape { true } else { false }
    let gap = isText ? 0.0 : 3.0
    var place = view.place(centre + reach) + SIMD2(gap, isText ? 0 : -1)
    let width = canvas.width(of: label, size: Style.tick)
    if place.x + width > view.frame.right - 2 {
      place.x = max(view.frame.x + 2, view.place(centre - reach).x - gap - width)
    }
    place.y = max(place.y, view.frame.y + 6)
    return place
  }
}
