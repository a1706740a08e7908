import Figures
import Foundation
import OrreryKit
import Pipeline

/// An inspected object as a figure.
enum InspectionFigure {
  /// Three planes as red, green and blue, one plane in grey; 8-bit colours as they are.
  /// - Parameter isPrepared: behind a model's stages, where values are stretched already.
  static func picture(of image: Image, isPrepared: Bool = false) -> PNGImage {
    guard image.channels == 3 else { return Rendering().picture(of: image) }
    let isPicture = image.header.integer("BITPIX") == 8 || image.bands == ["R", "G", "B"]
    let composite: ColorComposite =
      isPrepared
      ? .plain(.percentiles(lower: 1, upper: 99.7), .linear)
      : isPicture ? .plain(.values(lower: 0, upper: 255), .linear) : .standard
    return composite.picture(of: image)
  }

  /// The explanation where one was made, else the stages where they were asked for, else the object;
  /// below it what the model says.
  static func write(_ result: Inspector.Result, to path: String) throws {
    let facts = result.facts
    let texts = [PNGText("Software", "Orrery \(SDKInfo.version)"), PNGText("Source", facts.file)]
    let figure = try figure(result)
    var pictures = [try figure.picture(resolution: 2, texts: texts)]
    if let below = prediction(result, width: figure.width) {
      pictures.append(try below.picture(resolution: 2))
    }
    try PNGImage.column(pictures).write(to: path)
  }

  private static func figure(_ result: Inspector.Result) throws -> Figure {
    let facts = result.facts
    let title = title(facts)
    if let explanation = result.explanation, let figure = figure(explanation, facts, title) {
      return figure
    }
    if !result.steps.isEmpty { return stages(result, title) }
    switch result.content {
    case .image(let image): return try figure(image, title)
    case .spectrum(let spectrum): return figure(spectrum, facts.spectrum?.lines ?? [], title)
    case .lightCurve(let curve): return figure(curve, title, facts.lightCurve?.period)
    case .row, nil:
      throw DataError(.unsupported, "holds nothing to draw", file: facts.file)
    }
  }

  /// The object's name, or the file's without its folders; the class and redshift behind it.
  private static func title(_ facts: Inspection) -> String {
    let file = facts.file.split(separator: "/").last.map(String.init) ?? facts.file
    var title = facts.name.isEmpty ? file : facts.name
    if facts.kind == "image", let entry = facts.entry { title += " [\(entry)]" }
    if let name = facts.spectrum?.classification ?? facts.lightCurve?.classification {
      title += ", \(name)"
    }
    if let redshift = facts.spectrum?.redshift { title += String(format: ", z = %.5g", redshift) }
    return title.printable
  }

  /// As high as the image needs beside its labels.
  private static func figure(_ image: Image, _ title: String) throws -> Figure {
    let panel = panel(image, title)
    var figure = Figure(width: 420, height: 520, panels: [panel])
    let insets = panel.insets(
      on: try Canvas(width: 1, height: 1, resolution: 1), width: figure.width - 20, height: 400)
    let across = figure.width - 20 - insets.left - insets.right
    let ratio = Double(image.height) / Double(image.width)
    figure.height = min(520, max(170, 20 + insets.top + insets.bottom + across * ratio))
    return figure
  }

  /// One plane with its colour bar, or colours; with the sky where it is known.
  static func panel(_ image: Image, _ title: String, isPrepared: Bool = false) -> ImagePanel {
    var panel: ImagePanel
    if image.channels == 3 {
      panel = ImagePanel(
        picture(of: image, isPrepared: isPrepared), title: title, axes: .sky, wcs: image.wcs)
    } else {
      panel = ImagePanel(
        image, title: title, barLabel: image.unit.map { "Value [\($0)]" } ?? "Value")
    }
    if image.wcs == nil { panel.axes = .pixels }
    panel.hasScaleBar = image.wcs != nil
    panel.hasCompass = image.wcs != nil
    return panel
  }

  private static func figure(
    _ spectrum: Spectrum, _ lines: [SpectralLine], _ title: String
  ) -> Figure {
    var plot = panel(spectrum, lines)
    plot.title = title
    return Figure(width: 510, height: 270, panels: [plot])
  }

  /// Flux, its uncertainty and model, with the lines that one knows.
  static func panel(_ spectrum: Spectrum, _ lines: [SpectralLine]) -> PlotPanel {
    var plot = PlotPanel(
      xLabel: "Wavelength [\(InspectionWords.unit(spectrum.wavelengthUnit))]",
      yLabel: "Flux" + (spectrum.fluxUnit.map { " [\($0.printable)]" } ?? ""))
    // Where every value is flagged, all are drawn.
    let isGood = spectrum.goodCount > 0
    let flux = spectrum.flux.indices.map {
      !isGood || spectrum.isGood($0) ? Double(spectrum.flux[$0]) : .nan
    }
    plot.line(
      x: spectrum.wavelength, y: flux, label: "flux", color: Color(70, 70, 70), width: 0.6)
    // Uncertainties are wild where nothing was measured: the flux sets the limits.
    let highest = flux.filter(\.isFinite).max() ?? 0
    if let sigma = spectrum.uncertainty {
      let error = sigma.indices.map {
        (!isGood || spectrum.isGood($0)) && Double(sigma[$0]) <= highest
          ? Double(sigma[$0]) : .nan
      }
      plot.line(x: spectrum.wavelength, y: error, label: "1σ uncertainty", width: 0.6)
    }
    if let model = spectrum.model {
      // Files write 0 where they fitted nothing.
      let fitted = model.indices.map {
        !isGood || spectrum.isGood($0) ? Double(model[$0]) : .nan
      }
      plot.line(
        x: spectrum.wavelength, y: fitted, label: "model", color: Color(200, 60, 30), width: 0.8)
    }
    plot.yRange = range(flux) ?? extent(flux)
    // Names of lines that lie within a fiftieth of the axis would be drawn over each other.
    let ends = spectrum.wavelength.filter(\.isFinite)
    let gap = ((ends.max() ?? 1) - (ends.min() ?? 0)) / 50
    var drawn: [Double] = []
    for line in lines where drawn.allSatisfy({ abs($0 - line.wavelength) > gap }) {
      plot.verticalLine(line.wavelength, label: line.name)
      drawn.append(line.wavelength)
    }
    return plot
  }

  private static func figure(
    _ curve: LightCurve, _ title: String, _ period: Inspection.Period?
  ) -> Figure {
    var plot = panel(curve, times: curve.time)
    plot.title = title
    plot.xLabel = InspectionWords.timeLabel(curve)
    guard let period, period.isSignificant else {
      return Figure(width: 510, height: 270, panels: [plot])
    }
    var folded = panel(curve, times: phases(curve, period.period))
    folded.title = String(
      format: "folded by %.6g d (Lomb-Scargle power %.2f)", period.period, period.power)
    folded.xLabel = "Phase"
    folded.xRange = 0...2
    folded.legend = .none
    return Figure(width: 720, height: 270, columns: 2, panels: [plot, folded])
  }

  /// Phases from 0 to 1 of the times; the first time has phase 0.
  static func phases(_ curve: LightCurve, _ period: Double) -> [Double] {
    let first = curve.time.filter(\.isFinite).min() ?? 0
    return curve.time.map { time in
      let turns = (time - first) / period
      return turns - turns.rounded(.down)
    }
  }

  /// A colour for each band; phases are drawn twice.
  static func panel(_ curve: LightCurve, times: [Double]) -> PlotPanel {
    var plot = PlotPanel(yLabel: InspectionWords.valueLabel(curve).printable)
    plot.isYInverted = curve.quantity == .magnitude
    let isFolded = times != curve.time && !times.contains { $0 >= 1 }
    var all: [Double] = []
    for (band, name) in curve.bands.enumerated() {
      let places = curve.points(ofBand: band, where: curve.isGood)
      if places.isEmpty { continue }
      var x = places.map { times[$0] }, y = places.map { Double(curve.value[$0]) }
      let isDense = places.count > 500
      var error = curve.uncertainty.map { sigma in
        places.map { sigma[$0].isFinite ? Double(sigma[$0]) : 0 }
      }
      if isDense { error = nil }
      all += y
      if isFolded {
        x += x.map { $0 + 1 }
        y += y
        error = error.map { $0 + $0 }
      }
      plot.points(
        x: x, y: y, yError: error, label: name.printable,
        size: places.count > 5000 ? 1 : isDense ? 1.6 : 3)
    }
    plot.yRange = range(all)
    return plot
  }

  /// From the lowest to the highest value with a margin; `nil` where there are not two.
  private static func extent(_ values: [Double]) -> ClosedRange<Double>? {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), low < high else { return nil }
    let margin = 0.06 * (high - low)
    // Uncertainties near 0 stay in view where that costs little.
    return (low > 0 && low < 0.5 * high ? 0 : low) - margin...high + margin
  }

  /// Limits that a few wild values in a thousand do not set; `nil` for those of the data.
  private static func range(_ values: [Double]) -> ClosedRange<Double>? {
    let sorted = values.filter(\.isFinite).sorted()
    guard sorted.count >= 1000 else { return nil }
    let cut = sorted.count / 1000
    let (low, high) = (sorted[cut], sorted[sorted.count - 1 - cut])
    let margin = 0.06 * (high - low)
    guard margin > 0, (sorted[sorted.count - 1] - sorted[0]) > 1.6 * (high - low) else {
      return nil
    }
    return low - margin...high + margin
  }
}
