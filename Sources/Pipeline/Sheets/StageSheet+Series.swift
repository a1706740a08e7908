import Figures
import OrreryKit

extension StageSheet {
  /// The input, and a result for each of a few seeds over it.
  func augmentation(ofSeries results: [SkyObject]) throws -> Figure {
    var panels: [PlotPanel] = [plot(input, "input")]
    for (seed, result) in zip(Self.seeds, results) {
      panels.append(plot(result, "seed \(seed)", over: input))
    }
    return Figure(width: 700, height: 440, columns: 2, panels: panels)
  }

  /// Before above after.
  func change(ofSeriesTo result: SkyObject) throws -> Figure {
    Figure(
      width: 560, height: 440,
      panels: [
        plot(input, "before: \(count(input))"), plot(result, "after: \(count(result))"),
      ])
  }

  private func count(_ object: SkyObject) -> String {
    switch object.content {
    case .image(let image): "\(image.height) × \(image.width) pixels"
    case .spectrum(let spectrum): "\(spectrum.count) pixels, \(spectrum.goodCount) good"
    case .row(let row): "\(row.values.count) columns, \(row.finiteCount) with a value"
    case .lightCurve(let curve):
      "\(curve.count) points, \(curve.goodCount) good"
        + (curve.foldedPeriod.map { ", period \($0.rounded(toPlaces: 5)) d" } ?? "")
    }
  }

  private func plot(
    _ object: SkyObject, _ title: String, over original: SkyObject? = nil
  ) -> PlotPanel {
    switch object.content {
    case .image: PlotPanel(title: title)
    case .spectrum(let spectrum): plot(spectrum, title, over: original?.spectrum)
    case .lightCurve(let curve): plot(curve, title, over: original?.lightCurve)
    case .row(let row): plot(row, title)
    }
  }

  /// The value of each column.
  private func plot(_ row: CatalogRow, _ title: String) -> PlotPanel {
    var plot = PlotPanel(title: title, yLabel: "Value")
    plot.xNames = row.names.map(\.printable)
    plot.points(x: row.values.indices.map(Double.init), y: row.values, size: 6)
    plot.xRange = -0.5...Double(row.names.count) - 0.5
    plot.horizontalLine(0)
    return plot
  }

  private func plot(_ spectrum: Spectrum, _ title: String, over original: Spectrum?) -> PlotPanel {
    var plot = PlotPanel(
      title: title,
      xLabel: "Wavelength [\(spectrum.wavelengthUnit.rawValue)], \(spectrum.medium.rawValue)",
      yLabel: "Flux" + (spectrum.fluxUnit.map { " [\($0.printable)]" } ?? ""))
    if let original {
      plot.line(
        x: original.wavelength, y: good(original), label: "input", color: Self.faint, width: 0.7)
    }
    plot.line(
      x: spectrum.wavelength, y: good(spectrum), label: original == nil ? "" : "result",
      color: Style.color(0), width: 0.7)
    // Bad pixels lie anywhere; they must not set the scale.
    let values = (good(spectrum) + (original.map(good) ?? [])).filter(\.isFinite)
    if let low = values.min(), let high = values.max(), high > low {
      plot.yRange = low - 0.08 * (high - low)...high + 0.08 * (high - low)
    }
    let flagged = spectrum.flux.indices.filter {
      !spectrum.isGood($0) && spectrum.flux[$0].isFinite
    }
    if !flagged.isEmpty {
      plot.points(
        x: flagged.map { spectrum.wavelength[$0] }, y: flagged.map { Double(spectrum.flux[$0]) },
        label: "\(flagged.count) flagged", color: Style.color(1), size: 1.6)
    }
    return plot
  }

  private func good(_ spectrum: Spectrum) -> [Double] {
    spectrum.flux.indices.map { spectrum.isGood($0) ? Double(spectrum.flux[$0]) : .nan }
  }

  private func plot(_ curve: LightCurve, _ title: String, over original: LightCurve?) -> PlotPanel {
    let isMagnitude = curve.quantity == .magnitude
    var plot = PlotPanel(
      title: title, xLabel: curve.foldedPeriod == nil ? "Time [d]" : "Phase",
      yLabel: (isMagnitude ? "Magnitude" : "Flux") + (curve.unit.map { " [\($0.printable)]" } ?? "")
    )
    plot.isYInverted = isMagnitude
    if let original {
      let all = original.time.indices.filter { original.isGood($0) }
      plot.points(
        x: all.map { original.time[$0] }, y: all.map { Double(original.value[$0]) },
        label: "input", color: Self.faint, marker: .ring, size: 3.4)
    }
    for (band, name) in curve.bands.enumerated() {
      let places = curve.time.indices.filter { curve.band[$0] == band && curve.isGood($0) }
      guard !places.isEmpty else { continue }
      plot.points(
        x: places.map { curve.time[$0] }, y: places.map { Double(curve.value[$0]) },
        yError: curve.uncertainty.map { errors in places.map { Double(errors[$0]) } },
        label: name.printable, color: Style.color(band), size: places.count > 500 ? 1.4 : 2.4)
    }
    let flagged = curve.time.indices.filter {
      !curve.isGood($0) && curve.time[$0].isFinite && curve.value[$0].isFinite
    }
    if !flagged.isEmpty {
      plot.points(
        x: flagged.map { curve.time[$0] }, y: flagged.map { Double(curve.value[$0]) },
        label: "\(flagged.count) flagged", color: Style.color(1), marker: .diamond, size: 3)
    }
    return plot
  }

  private static let faint = Color(hex: 0xB8B8B8)
}

extension Double {
  fileprivate func rounded(toPlaces places: Int) -> Double {
    let factor = (0..<places).reduce(1.0) { value, _ in value * 10 }
    return (self * factor).rounded() / factor
  }
}
