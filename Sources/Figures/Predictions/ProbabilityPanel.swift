import AstroData

/// Probabilities of classes as bars, the largest on top.
public struct ProbabilityPanel: Panel {
  /// One class.
  public struct Bar: Sendable {
    public var name: String
    /// 0 to 1.
    public var probability: Double
    /// Drawn in full colour: a member of the set that holds the true class.
    public var isMember: Bool

    public init(name: String, probability: Double, isMember: Bool = true) {
      self.name = name
      self.probability = probability
      self.isMember = isMember
    }
  }

  public var title: String
  public var bars: [Bar]
  /// Lines under the bars.
  public var captions: [String]
  /// The last caption is a warning.
  public var warns = false
  /// Bars that are drawn; the others are the least probable.
  public static let most = 8

  public init(_ bars: [Bar], title: String = "", captions: [String] = []) {
    self.bars = bars
    self.title = title
    self.captions = captions
  }

  private var shown: [Bar] {
    let finite = bars.indices.filter { bars[$0].probability.isFinite }
    let order = finite.sorted {
      (bars[$1].probability, $0) < (bars[$0].probability, $1)
    }
    return order.prefix(Self.most).map { bars[$0] }
  }

  public func insets(on canvas: Canvas, width: Double, height: Double) -> Insets {
    let names = shown.map { canvas.width(of: $0.name, size: Style.label, isBold: true) }.max() ?? 0
    return Insets(
      top: title.isEmpty ? 2 : 16, left: min(names, 0.4 * width) + 6,
      bottom: 3 + 10 * Double(captions.count), right: 34)
  }

  public func draw(on canvas: Canvas, frame: Rectangle) {
    let shown = shown
    let pitch = min(17, frame.height / Double(max(1, shown.count)))
    for (place, bar) in shown.enumerated() {
      let y = frame.y + (Double(place) + 0.5) * pitch
      let full = Rectangle(
        x: frame.x, y: y - 0.34 * pitch, width: frame.width, height: 0.68 * pitch)
      canvas.rectangle(full, fill: Style.grid)
      var filled = full
      filled.width *= max(0, min(1, bar.probability))
      canvas.rectangle(
        filled, fill: Style.palette[0], opacity: bar.isMember ? 1 : 0.4)
      let size = min(Style.label, 0.8 * pitch)
      canvas.text(
        canvas.cut(bar.name, to: 0.7 * frame.width, size: size), x: frame.x - 5, y: y, size: size,
        alignment: .end, isBold: place == 0)
      canvas.text(
        Self.percent(bar.probability), x: frame.right + 4, y: y, size: size, alignment: .start)
    }
    if !title.isEmpty {
      canvas.text(
        canvas.cut(title, to: frame.width + 60, size: Style.panelTitle, isBold: true),
        x: frame.midX, y: frame.y - 9, size: Style.panelTitle, isBold: true)
    }
    let end = frame.y + pitch * Double(shown.count)
    for (place, caption) in captions.enumerated() {
      let isWarning = warns && place == captions.count - 1
      canvas.text(
        canvas.cut(caption, to: frame.width + 70, size: Style.tick), x: frame.x,
        y: end + 9 + 10 * Double(place), size: Style.tick,
        color: isWarning ? Style.palette[1] : Style.ink, alignment: .start, isBold: isWarning)
    }
  }

  private static func percent(_ value: Double) -> String {
    let tenths = (1000 * value).rounded() / 10
    return "\(tenths) %"
  }
}
