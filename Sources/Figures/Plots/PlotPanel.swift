import AstroData

/// Lines, points with error bars, bands and histograms over two axes.
///
/// Values that are not finite are left out of the drawing, and on a logarithmic axis those not
/// above 0; `omitted` counts them. Axis labels should name the unit: `Wavelength [nm]`.
public struct PlotPanel: Panel {
  public enum Scale: Sendable {
    case linear
    case logarithmic
  }

  public enum Marker: Sendable {
    case disc, ring, square, diamond
  }

  public enum LegendPlace: Sendable {
    /// The corner with the fewest points.
    case emptiest
    case topLeft, topRight, bottomLeft, bottomRight, none
  }

  struct Entry: Sendable {
    var series: PlotSeries
    var label: String
    var color: Color
  }

  struct Guide: Sendable {
    var value: Double
    var isVertical: Bool
    var label: String
    var color: Color
  }

  struct Note: Sendable {
    var text: String
    var place: SIMD2<Double>
    var color: Color
  }

  public var title: String
  public var xLabel: String
  public var yLabel: String
  /// Fixed limits; `nil` for those of the data with a margin.
  public var xRange: ClosedRange<Double>?
  public var yRange: ClosedRange<Double>?
  public var xScale = Scale.linear
  public var yScale = Scale.linear
  /// True for magnitudes: small values on top.
  public var isYInverted = false
  /// True draws faint lines at the marks.
  public var hasGrid = true
  /// Labels at whole numbers of an axis in place of numbers: class names.
  public var xNames: [String] = []
  public var legend = LegendPlace.emptiest

  var entries: [Entry] = []
  var guides: [Guide] = []
  var notes: [Note] = []
  private var nextColor = 0

  public init(title: String = "", xLabel: String = "", yLabel: String = "") {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
  }

  // MARK: - Data

  /// A line through the points in their order, broken where a value is not finite.
  public mutating func line(
    x: [Double], y: [Double], label: String = "", color: Color? = nil, width: Double = 1.2,
    isDashed: Bool = false
  ) {
    let dash = isDashed ? [4.0, 2.5] : []
    add(.line(.init(points: pairs(x, y), width: width, dash: dash)), label, color)
  }

  /// Points with error bars of one standard deviation.
  public mutating func points(
    x: [Double], y: [Double], xError: [Double]? = nil, yError: [Double]? = nil,
    label: String = "", color: Color? = nil, marker: Marker = .disc, size: Double = 3.2,
    opacity: Double = 0.85
  ) {
    precondition(
      (xError?.count ?? x.count) == x.count && (yError?.count ?? y.count) == y.count,
      "PlotPanel.points: \(x.count) points and another number of errors")
    let points = PlotSeries.Points(
      points: pairs(x, y), xError: xError, yError: yError, marker: marker, size: size,
      opacity: opacity)
    add(.points(points), label, color)
  }

  /// The area between two curves: an uncertainty.
  public mutating func band(
    x: [Double], lower: [Double], upper: [Double], label: String = "", color: Color? = nil,
    opacity: Double = 0.2
  ) {
    add(
      .band(.init(lower: pairs(x, lower), upper: pairs(x, upper), opacity: opacity)), label, color)
  }

  /// Counts between edges; one edge more than counts.
  public mutating func steps(
    edges: [Double], counts: [Double], label: String = "", color: Color? = nil,
    isFilled: Bool = true
  ) {
    precondition(
      edges.count == counts.count + 1,
      "PlotPanel.steps: \(counts.count) counts and \(edges.count) edges")
    add(.steps(.init(edges: edges, counts: counts, isFilled: isFilled)), label, color)
  }

  /// A histogram of the finite values in `bins` equal bins.
  public mutating func histogram(
    _ values: [Double], bins: Int = 30, range: ClosedRange<Double>? = nil, label: String = "",
    color: Color? = nil, isFilled: Bool = true
  ) {
    precondition(bins > 0, "PlotPanel.histogram: \(bins) bins")
    let finite = values.filter(\.isFinite)
    let low = range?.lowerBound ?? finite.min() ?? 0
    var high = range?.upperBound ?? finite.max() ?? 1
    if !(high > low) { high = low + 1 }
    var counts = [Double](repeating: 0, count: bins)
    for value in finite where value >= low && value <= high {
      counts[min(bins - 1, Int((value - low) / (high - low) * Double(bins)))] += 1
    }
    let edges = (0...bins).map { low + (high - low) * Double($0) / Double(bins) }
    steps(edges: edges, counts: counts, label: label, color: color, isFilled: isFilled)
  }

  /// A line across the frame at one x.
  public mutating func verticalLine(_ x: Double, label: String = "", color: Color? = nil) {
    guides.append(
      Guide(value: x, isVertical: true, label: label, color: color ?? Style.faint))
  }

  /// A line across the frame at one y.
  public mutating func horizontalLine(_ y: Double, label: String = "", color: Color? = nil) {
    guides.append(
      Guide(value: y, isVertical: false, label: label, color: color ?? Style.faint))
  }

  /// Text in the frame; `x` and `y` from 0 to 1, from the lower left corner.
  public mutating func note(_ text: String, x: Double, y: Double, color: Color? = nil) {
    notes.append(Note(text: text, place: SIMD2(x, y), color: color ?? Style.ink))
  }

  /// How many values of all series cannot be drawn.
  public var omitted: Int {
    entries.reduce(0) { sum, entry in
      sum + entry.series.extent.count { !isDrawable($0) }
    }
  }

  func isDrawable(_ point: SIMD2<Double>) -> Bool {
    point.x.isFinite && point.y.isFinite && (xScale == .linear || point.x > 0)
      && (yScale == .linear || point.y > 0)
  }

  private mutating func add(_ series: PlotSeries, _ label: String, _ color: Color?) {
    entries.append(Entry(series: series, label: label, color: color ?? Style.color(nextColor)))
    if color == nil { nextColor += 1 }
  }

  private func pairs(_ x: [Double], _ y: [Double]) -> [SIMD2<Double>] {
    precondition(x.count == y.count, "PlotPanel: \(x.count) x for \(y.count) y")
    return zip(x, y).map { SIMD2($0, $1) }
  }
}
