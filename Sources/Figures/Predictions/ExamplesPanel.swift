import AstroData

/// Small pictures or plots side by side, each with two lines below: objects that another is like.
public struct ExamplesPanel: Panel {
  public enum Look: Sendable {
    case picture(PNGImage)
    /// Points from 0 to 1, joined by a line or not.
    case sketch(x: [Double], y: [Double], isLine: Bool)
    case none
  }

  /// One of the objects.
  public struct Example: Sendable {
    public var look: Look
    /// In bold: its class.
    public var title: String
    /// Below it: distance, name.
    public var lines: [String]

    public init(look: Look, title: String, lines: [String]) {
      self.look = look
      self.title = title
      self.lines = lines
    }
  }

  public var title: String
  public var examples: [Example]

  public init(_ examples: [Example], title: String = "") {
    self.examples = examples
    self.title = title
  }

  public func insets(on canvas: Canvas, width: Double, height: Double) -> Insets {
    Insets(top: title.isEmpty ? 2 : 16, left: 2, bottom: 2, right: 2)
  }

  public func draw(on canvas: Canvas, frame: Rectangle) {
    if !title.isEmpty {
      canvas.text(
        canvas.cut(title, to: frame.width, size: Style.panelTitle, isBold: true), x: frame.midX,
        y: frame.y - 9, size: Style.panelTitle, isBold: true)
    }
    guard !examples.isEmpty else { return }
    let gap = 6.0
    let count = Double(examples.count)
    let words = 10 * Double(1 + (examples.map(\.lines.count).max() ?? 0))
    let width = (frame.width - gap * (count - 1)) / count
    let side = max(8, min(width, frame.height - words))
    let left = frame.x
    for (place, example) in examples.enumerated() {
      let column = left + Double(place) * (width + gap)
      let area = Rectangle(
        x: column + (width - side) / 2, y: frame.y, width: side, height: side)
      draw(example.look, canvas, area)
      let texts = [(example.title, true)] + example.lines.map { ($0, false) }
      for (line, (text, isBold)) in texts.enumerated() {
        let (shown, size) = Self.fitted(text, to: width, isBold, canvas)
        canvas.text(
          shown, x: area.midX, y: area.bottom + 7 + 10 * Double(line), size: size, isBold: isBold)
      }
    }
  }

  /// The text set smaller where it is too long, then without its beginning: names differ at their ends.
  private static func fitted(
    _ text: String, to width: Double, _ isBold: Bool, _ canvas: Canvas
  ) -> (String, size: Double) {
    let length = canvas.width(of: text, size: Style.tick, isBold: isBold)
    let size = Style.tick * max(0.72, min(1, width / max(1, length)))
    var shown = text
    while !shown.isEmpty, canvas.width(of: "…" + shown, size: size, isBold: isBold) > width,
      canvas.width(of: text, size: size, isBold: isBold) > width
    { shown.removeFirst() }
    return (shown.count < text.count ? "…" + shown : text, size)
  }

  private func draw(_ look: Look, _ canvas: Canvas, _ area: Rectangle) {
    switch look {
    case .picture(let picture):
      let fitted = area.fitted(aspect: Double(picture.width) / Double(picture.height))
      canvas.picture(picture, in: fitted)
      canvas.rectangle(fitted, stroke: Style.ink, width: Style.frameWidth)
    case .sketch(let x, let y, let isLine):
      let points = zip(x, y).map { x, y in
        SIMD2(
          area.x + area.width * (0.04 + 0.92 * x), area.bottom - area.height * (0.04 + 0.92 * y))
      }
      if isLine {
        canvas.polyline(points, color: Style.palette[0], width: 0.7)
      } else {
        for point in points {
          canvas.ellipse(x: point.x, y: point.y, a: 0.9, b: 0.9, fill: Style.palette[0])
        }
      }
      canvas.rectangle(area, stroke: Style.ink, width: Style.frameWidth)
    case .none: canvas.rectangle(area, stroke: Style.faint, width: Style.frameWidth)
    }
  }
}
