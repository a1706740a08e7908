import Figures
import Foundation
import OrreryKit
import Pipeline

/// Pictures and plots of an inspection as lines of a terminal or of a text file.
struct InspectionPage {
  var columns: Int
  /// Most lines of one picture.
  var rows: Int
  /// `nil` where the text goes to a file or a pipe.
  var screen: Screen?
  var graphics: TerminalGraphics

  // MARK: - The object

  func object(_ content: SkyObject.Content, _ facts: Inspection) throws -> [String] {
    switch content {
    case .image(let image): return try picture(InspectionFigure.picture(of: reduced(image)))
    case .spectrum(let spectrum): return plot(spectrum, lines: facts.spectrum?.lines ?? [])
    case .lightCurve(let curve):
      var lines = plot(curve, times: curve.time, label: InspectionWords.timeLabel(curve))
      if let period = facts.lightCurve?.period, period.isSignificant {
        lines += [""]
        lines += plot(
          curve, times: InspectionFigure.phases(curve, period.period),
          label: "Phase, folded by \(InspectionWords.number(period.period, 6)) d", rows: 9)
      }
      return lines
    // The columns are among the facts.
    case .row: return []
    }
  }

  /// The image at about twice the pixels that are shown of it: a terminal needs no more, and the rest
  /// takes time.
  private func reduced(_ image: Image) -> Image {
    let cell = graphics == .kitty || graphics == .sixel ? screen?.cellWidth ?? 9 : 1
    return image.averaged(by: max(1, max(image.width, image.height) / (2 * columns * cell)))
  }

  private func picture(_ picture: PNGImage) throws -> [String] {
    try TerminalPicture(picture: picture, maximumRows: rows)
      .lines(graphics, columns: columns, screen: screen)
  }

  private func plot(_ spectrum: Spectrum, lines: [SpectralLine], rows: Int = 14) -> [String] {
    let isGood = spectrum.goodCount > 0
    let flux = spectrum.flux.indices.map {
      !isGood || spectrum.isGood($0) ? Double(spectrum.flux[$0]) : .nan
    }
    var plot = TerminalPlot(
      series: [.init(name: "", x: spectrum.wavelength, y: flux)], isLine: true,
      xLabel: "Wavelength [\(InspectionWords.unit(spectrum.wavelengthUnit))]",
      yLabel: "Flux" + (spectrum.fluxUnit.map { " [\($0)]" } ?? ""))
    plot.marks = lines.map { ($0.wavelength, $0.name) }
    return (isGood ? [] : ["  every value is flagged; drawn all the same"])
      + plot.lines(columns: columns, rows: rows)
  }

  private func plot(
    _ curve: LightCurve, times: [Double], label: String, rows: Int = 14
  ) -> [String] {
    let series = curve.bands.enumerated().compactMap { number, name -> TerminalPlot.Series? in
      let places = curve.points(ofBand: number, where: curve.isGood)
      if places.isEmpty { return nil }
      return .init(
        name: name, x: places.map { times[$0] }, y: places.map { Double(curve.value[$0]) })
    }
    return TerminalPlot(
      series: series, isYInverted: curve.quantity == .magnitude,
      hasColor: graphics != .characters, xLabel: label, yLabel: InspectionWords.valueLabel(curve)
    ).lines(columns: columns, rows: rows)
  }

  // MARK: - The explanation

  /// The model's view beside what explains it; nothing where there is no explanation.
  func explanation(_ result: Inspector.Result) throws -> [String] {
    guard let explanation = result.explanation else { return [] }
    switch (explanation.content, explanation.object.content) {
    case (.attribution(let map), .image(let image)):
      return try picture(
        .row([InspectionFigure.picture(of: image, isPrepared: true), overlay(map.values, image)]))
    case (.attribution(let map), .spectrum(let spectrum)):
      return attribution(
        map, x: spectrum.wavelength,
        xLabel: "Wavelength [\(InspectionWords.unit(spectrum.wavelengthUnit))]", isLine: true,
        lines: result.facts.spectrum?.lines ?? [])
    case (.attribution(let map), .lightCurve(let curve)):
      return attribution(
        map, x: curve.time, xLabel: InspectionWords.timeLabel(curve), isLine: false, lines: [])
    case (.featureMaps(let maps, let inputs), _):
      let pictures = maps.maps.prefix(6).map { map in
        Rendering(limits: .minMax, stretch: .linear, colorMap: colors).picture(
          of: Image(pixels: map.values, height: map.height, width: map.width))
      }
      guard explanation.object.kind == .image else { return [] }
      var lines = [
        "  answers of filters " + maps.maps.prefix(6).map { "\($0.filter)" }.joined(separator: ", ")
      ]
      lines += try picture(.row(pictures, gap: 1))
      guard !inputs.isEmpty else { return lines }
      lines += ["", "  what makes the first \(inputs.count) answer most"]
      return lines
        + (try picture(
          .row(inputs.map { InspectionFigure.picture(of: $0, isPrepared: true) }, gap: 1)))
    case (.adversarial(let example?), .image(let image)):
      guard let changed = example.object.image else { return [] }
      return try picture(
        .row([image, changed].map { InspectionFigure.picture(of: $0, isPrepared: true) }))
    default: return []
    }
  }

  /// Colours are lost on characters: there a map is brightness alone.
  private func overlay(_ values: [Float], _ image: Image) -> PNGImage {
    guard graphics == .characters else {
      let colors = AttributionColors(values)
      return InspectionFigure.picture(of: image, isPrepared: true)
        .overlaid(values, scale: colors.scale, colorMap: colors.colorMap)
    }
    return Rendering(limits: .percentiles(lower: 0, upper: 99.8), stretch: .linear)
      .picture(of: Image(pixels: values.map(abs), height: image.height, width: image.width))
  }

  private var colors: ColorMap { graphics == .characters ? .grey : .viridis }

  private func attribution(
    _ map: Attribution, x: [Double], xLabel: String, isLine: Bool, lines: [SpectralLine]
  ) -> [String] {
    var plot = TerminalPlot(
      series: [.init(name: "", x: x, y: map.values.map(Double.init))], isLine: isLine,
      xLabel: xLabel, yLabel: InspectionWords.attributionLabel(map))
    plot.marks = lines.map { ($0.wavelength, $0.name) }
    return plot.lines(columns: columns, rows: 8)
  }

  // MARK: - The prediction

  /// The nearest training examples side by side; characters alone would show nothing of them.
  func examples(_ result: Inspector.Result) throws -> [String] {
    let pictures = result.looks.compactMap { look -> PNGImage? in
      if case .picture(let picture) = look { picture } else { nil }
    }
    guard graphics != .characters, !pictures.isEmpty else { return [] }
    return ["", "  nearest training examples"] + (try picture(.row(pictures, gap: 3)))
  }

  // MARK: - Stages

  /// The object behind each preparation stage.
  func stages(_ result: Inspector.Result) throws -> [String] {
    guard let facts = result.facts.stages else { return [] }
    var lines = ["", "  stages"] + InspectionWords.stages(facts)
    let images = result.steps.compactMap { step -> Image? in
      if case .image(let image) = step.content { image } else { nil }
    }
    if images.count == result.steps.count, !images.isEmpty {
      lines +=
        [""]
        + (try picture(
          .row(
            images.enumerated().map { InspectionFigure.picture(of: $1, isPrepared: $0 > 0) })))
      return lines
    }
    for step in result.steps.dropFirst() {
      switch step.content {
      case .spectrum(let spectrum):
        lines += ["", "  behind \(step.name)"]
        lines += plot(spectrum, lines: result.facts.spectrum?.lines ?? [], rows: 8)
      case .lightCurve(let curve):
        lines += ["", "  behind \(step.name)"]
        let label = curve.foldedPeriod == nil ? InspectionWords.timeLabel(curve) : "Phase"
        lines += plot(curve, times: curve.time, label: label, rows: 8)
      case .image, .row: break
      }
    }
    return lines
  }
}

extension SkyObject.Content {
  var kind: DataKind {
    switch self {
    case .image: .image
    case .spectrum: .spectrum
    case .lightCurve: .lightCurve
    case .row: .row
    }
  }
}
