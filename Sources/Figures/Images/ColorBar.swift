import AstroData

/// The key to the colours of an image: a bar with round values.
public struct ColorBar: Sendable {
  public var scale: DisplayScale
  public var colorMap: ColorMap
  /// Quantity and unit: `Flux [nJy]`.
  public var label: String

  static let width = 8.0
  static let gap = 5.0

  public init(scale: DisplayScale, colorMap: ColorMap, label: String = "") {
    self.scale = scale
    self.colorMap = colorMap
    self.label = label
  }

  /// Round values, coarse ones first, that keep a distance on the bar whatever the stretch does.
  var ticks: (values: [Double], labels: [String], exponent: Int) {
    let (low, high) = (Double(scale.lower), Double(scale.upper))
    let distance: Float = 0.08
    guard high > low, (high - low).isFinite else { return ([], [], 0) }
    if scale.stretch == .linear {
      let ticks = Ticks.linear(low...high, count: 6)
      return (ticks.values, ticks.labels, ticks.exponent)
    }
    var values: [Double] = []
    var positions: [Float] = []
    var smallest = high - low
    for divisor in [3.0, 6, 15, 30, 75, 150, 300] {
      let step = Ticks.niceStep((high - low) / divisor).size
      // Fine steps belong to the low end, where a stretch spreads the values.
      for value in Ticks.multiples(of: step, in: low...min(high, low + 10 * step)) {
        let position = scale.position(of: Float(value))
        guard positions.allSatisfy({ abs($0 - position) >= distance }) else { continue }
        values.append(value)
        positions.append(position)
        smallest = min(smallest, step)
      }
    }
    values.sort()
    // One notation for all: the decimals of the finest value that is shown.
    let largest = max(abs(low), abs(high))
    let magnitude = Int(Ticks.exponent(of: largest))
    let exponent = magnitude >= 5 || magnitude < -3 ? magnitude : 0
    let unit = Ticks.power(exponent)
    let decimals = max(0, min(6, exponent - Ticks.exponent(of: smallest)))
    return (values, values.map { Ticks.label($0 / unit, decimals: decimals) }, exponent)
  }

  /// Space to the right of the frame.
  func space(on canvas: Canvas) -> Double {
    let labels = ticks.labels
    let widest = labels.map { canvas.width(of: $0, size: Style.tick) }.max() ?? 0
    return Self.gap + Self.width + 6 + widest + (label.isEmpty ? 0 : 13)
  }

  func draw(on canvas: Canvas, beside frame: Rectangle) {
    let bar = Rectangle(
      x: frame.right + Self.gap, y: frame.y, width: Self.width, height: frame.height)
    let samples = (0..<256).flatMap { index -> [UInt8] in
      let color = colorMap.colors[255 - index]
      return [color.red, color.green, color.blue]
    }
    canvas.picture(
      PNGImage(width: 1, height: 256, layout: .rgb, samples: .eight(samples)), in: bar)
    canvas.rectangle(bar, stroke: Style.ink, width: Style.frameWidth)
    let ticks = ticks
    var last = Double.infinity
    for (value, text) in zip(ticks.values, ticks.labels) {
      let y = bar.bottom - bar.height * Double(scale.position(of: Float(value)))
      canvas.line(
        SIMD2(bar.right, y), SIMD2(bar.right + 2.5, y), color: Style.ink,
        width: Style.frameWidth)
      // On a short bar, labels that would touch are left out.
      guard y < last - 8 else { continue }
      last = y
      canvas.text(text, x: bar.right + 5, y: y, size: Style.tick, alignment: .start)
    }
    let widest = ticks.labels.map { canvas.width(of: $0, size: Style.tick) }.max() ?? 0
    let name =
      ticks.exponent == 0 ? label : label + "  (" + Ticks.multiplier(ticks.exponent) + ")"
    canvas.text(
      name, x: bar.right + 5 + widest + 8, y: bar.midY, size: Style.label, angle: 90)
  }
}
