import Foundation

/// The way from data to the page for one plot in one frame.
struct PlotView {
  let frame: Rectangle
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>
  private let isLogX: Bool
  private let isLogY: Bool
  private let isInverted: Bool

  init(_ plot: PlotPanel, frame: Rectangle) {
    self.frame = frame
    isLogX = plot.xScale == .logarithmic
    isLogY = plot.yScale == .logarithmic
    isInverted = plot.isYInverted
    let points = plot.entries.flatMap(\.series.extent).filter(plot.isDrawable)
    let guides = plot.guides.filter { $0.value.isFinite }
    x = Self.range(
      plot.xRange, points.map(\.x) + guides.filter(\.isVertical).map(\.value), isLogX, margin: 0.03)
    var range = Self.range(
      plot.yRange, points.map(\.y) + guides.filter { !$0.isVertical }.map(\.value), isLogY,
      margin: 0.06)
    // Bars stand on the axis.
    let isBars = plot.entries.contains { if case .steps = $0.series { true } else { false } }
    if plot.yRange == nil, isBars, !isLogY, range.lowerBound < 0,
      points.allSatisfy({ $0.y >= 0 })
    {
      range = 0...range.upperBound
    }
    y = range
  }

  func place(_ point: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(placeX(point.x), placeY(point.y))
  }

  func placeX(_ value: Double) -> Double {
    frame.x + frame.width * Self.fraction(value, x, isLogX)
  }

  func placeY(_ value: Double) -> Double {
    let fraction = Self.fraction(value, y, isLogY)
    return frame.y + frame.height * (isInverted ? fraction : 1 - fraction)
  }

  /// Places on the page that a series covers: its points, and lines between them every few points.
  func path(of series: PlotSeries) -> [SIMD2<Double>] {
    let places = series.extent.map(place)
    guard case .line = series else { return places }
    return places
      + zip(places, places.dropFirst()).flatMap { from, to -> [SIMD2<Double>] in
        let steps = (to - from) / 6
        let count = min(200, max(abs(steps.x), abs(steps.y)))
        guard count >= 1 else { return [] }
        return (1...Int(count)).map { from + (to - from) * (Double($0) / (count + 1)) }
      }
  }

  private static func fraction(_ value: Double, _ range: ClosedRange<Double>, _ isLog: Bool)
    -> Double
  {
    guard isLog else {
      return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }
    guard value > 0 else { return .nan }
    return log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
  }

  /// The given range where it is usable, else that of the values with a margin, else 0 to 1.
  private static func range(
    _ given: ClosedRange<Double>?, _ values: [Double], _ isLog: Bool, margin: Double
  ) -> ClosedRange<Double> {
    if let given, given.lowerBound.isFinite, given.upperBound.isFinite,
      given.lowerBound < given.upperBound, !isLog || given.lowerBound > 0
    {
      return given
    }
    guard let low = values.min(), let high = values.max(), (high - low).isFinite else {
      return isLog ? 0.1...10 : 0...1
    }
    if isLog {
      let space = max(log(high / low) * margin, low == high ? 0.5 : 1e-6)
      return low * exp(-space)...high * exp(space)
    }
    let space = high > low ? (high - low) * margin : max(abs(low) * 0.05, 0.5)
    return low - space...high + space
  }
}
