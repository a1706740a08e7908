import Figures
import OrreryKit

/// Draws spectra and light curves as PNG.
struct SeriesPicture: Sendable {
  /// Good pixels as a line, flagged ones left out.
  /// - Throws: `DataError.tooLarge`.
  static func draw(_ spectrum: Spectrum, title: String, texts: [PNGText]) throws -> PNGImage {
    let unit = spectrum.wavelengthUnit.rawValue
    var panel = PlotPanel(
      title: title, xLabel: "Wavelength [\(unit)]",
      yLabel: "Flux" + (spectrum.fluxUnit.map { " [\($0.printable)]" } ?? ""))
    let flux = spectrum.flux.indices.map {
      spectrum.isGood($0) ? Double(spectrum.flux[$0]) : .nan
    }
    panel.line(x: spectrum.wavelength, y: flux, width: 0.8)
    return try Figure(width: 510, height: 240, panels: [panel]).picture(texts: texts)
  }

  /// Good points with their errors, a colour for each band; magnitudes upside down.
  ///
  /// - Parameters:
  ///   - overTime: what the model says as more and more is seen: times since the first good point
  ///     in `time`, a column of probabilities for each class; drawn below on the same axis of time.
  /// - Throws: `DataError.tooLarge`.
  static func draw(
    _ curve: LightCurve, overTime: Catalog? = nil, classes: [String] = [], title: String,
    texts: [PNGText]
  ) throws -> PNGImage {
    var panel = PlotPanel.lightCurve(curve, title: title)
    let times = curve.time.indices.filter(curve.isGood).map { curve.time[$0] }
    guard let answers = overTime.flatMap({ Self.answers($0, classes) }), let first = times.min(),
      let last = times.max(), last > first
    else { return try Figure(width: 510, height: 240, panels: [panel]).picture(texts: texts) }
    // Days are counted from a round number: five digits at each mark say nothing.
    let offset = last - first < 5000 && first > 10_000 ? (first / 100).rounded(.down) * 100 : 0
    panel = PlotPanel.lightCurve(curve, offset: offset, title: title)
    var below = PlotPanel.probabilities(
      times: answers.times.map { $0 + first }, answers.rows, classes: classes, offset: offset)
    let margin = 0.03 * (last - first)
    panel.xRange = first - offset - margin...last - offset + margin
    below.xRange = panel.xRange
    return try Figure(width: 510, height: 430, panels: [panel, below]).picture(texts: texts)
  }

  /// Times and a row of probabilities for each; `nil` where the table is no such table or empty.
  private static func answers(
    _ table: Catalog, _ classes: [String]
  ) -> (times: [Double], rows: [[Double]])? {
    let columns = classes.compactMap { table[$0]?.doubles }
    guard let times = table["time"]?.doubles, !times.isEmpty, columns.count == classes.count,
      !classes.isEmpty
    else { return nil }
    return (times, times.indices.map { row in columns.map { $0[row] } })
  }
}
