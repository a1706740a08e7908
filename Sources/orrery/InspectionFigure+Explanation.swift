import Figures
import OrreryKit
import Pipeline

extension InspectionFigure {
  /// The model's view of the object beside what explains its answer.
  static func figure(_ explanation: Explanation, _ facts: Inspection, _ title: String) -> Figure? {
    switch (explanation.content, explanation.object.content) {
    case (.attribution(let map), .image(let image)): return figure(map, image, facts, title)
    case (.attribution(let map), .spectrum(let spectrum)):
      return figure(map, spectrum, facts, title)
    case (.attribution(let map), .lightCurve(let curve)): return figure(map, curve, facts, title)
    case (.featureMaps(let maps, let inputs), .image(let image)):
      return figure(maps, inputs, image, title)
    case (.featureMaps(let maps, _), _): return figure(maps, title)
    case (.adversarial(let example?), .image(let image)):
      return figure(example, image, facts, title)
    case (.adversarial(let example?), _): return figure(example, explanation.object, facts, title)
    default: return nil
    }
  }

  // MARK: - Maps of evidence

  private static func figure(
    _ map: Attribution, _ image: Image, _ facts: Inspection, _ title: String
  ) -> Figure {
    var seen = panel(image, "as the model sees it", isPrepared: true)
    seen.colorBar = nil
    let colors = AttributionColors(map.values)
    let overlay = picture(of: image, isPrepared: true)
      .overlaid(map.values, scale: colors.scale, colorMap: colors.colorMap)
    var why = ImagePanel(
      overlay, title: map.method.rawValue, axes: seen.axes, wcs: image.wcs)
    why.hasGrid = false
    why.colorBar = ColorBar(
      scale: colors.scale, colorMap: colors.colorMap,
      label: InspectionWords.attributionLabel(map)
        + (map.excess == nil ? "" : " a pixel"))
    if !map.parts.isEmpty {
      why.annotations = [
        Annotation(.outlines(labels: map.parts.map { Int32($0 + 1) }), color: Color(hex: 0xBBBBBB))
      ]
    }
    return Figure(
      width: 620, height: 300, title: "\(title): \(explained(facts))", columns: 2, spacing: 20,
      panels: [seen, why])
  }

  private static func figure(
    _ map: Attribution, _ spectrum: Spectrum, _ facts: Inspection, _ title: String
  ) -> Figure {
    var top = panel(spectrum, facts.spectrum?.lines ?? [])
    top.title = title
    top.xLabel = ""
    var bottom = why(map, facts)
    bottom.xLabel = "Wavelength [\(InspectionWords.unit(spectrum.wavelengthUnit))]"
    bottom.line(
      x: spectrum.wavelength, y: map.values.map(Double.init), color: Style.palette[1], width: 0.9)
    bottom.horizontalLine(0)
    for line in (facts.spectrum?.lines ?? []).prefix(12) { bottom.verticalLine(line.wavelength) }
    if let first = spectrum.wavelength.first, let last = spectrum.wavelength.last, first < last {
      (top.xRange, bottom.xRange) = (first...last, first...last)
    }
    return Figure(width: 560, height: 420, columns: 1, spacing: 8, panels: [top, bottom])
  }

  private static func figure(
    _ map: Attribution, _ curve: LightCurve, _ facts: Inspection, _ title: String
  ) -> Figure {
    var top = panel(curve, times: curve.time)
    top.title = title
    var bottom = why(map, facts)
    bottom.xLabel = InspectionWords.timeLabel(curve)
    bottom.legend = .none
    for (band, name) in curve.bands.enumerated() {
      let places = curve.points(ofBand: band, where: curve.isGood)
      if places.isEmpty { continue }
      bottom.points(
        x: places.map { curve.time[$0] }, y: places.map { Double(map.values[$0]) },
        label: name.printable)
    }
    bottom.horizontalLine(0)
    return Figure(width: 560, height: 420, columns: 1, spacing: 8, panels: [top, bottom])
  }

  private static func why(_ map: Attribution, _ facts: Inspection) -> PlotPanel {
    PlotPanel(
      title: "\(map.method.rawValue): \(explained(facts))",
      yLabel: InspectionWords.attributionLabel(map))
  }

  /// `why spiral (p = 0.87)`.
  private static func explained(_ facts: Inspection) -> String {
    guard let explanation = facts.explanation else { return "" }
    var text = "why \(explanation.explainedClass)".printable
    if let prediction = facts.prediction,
      let place = prediction.classes.firstIndex(of: explanation.explainedClass),
      let p = prediction.probabilities?[place]
    {
      text += " (p = \(InspectionWords.number(p, 3)))"
    }
    return text
  }

  // MARK: - Feature maps

  private static func figure(
    _ maps: FeatureMaps, _ inputs: [Image], _ image: Image, _ title: String
  ) -> Figure {
    var seen = ImagePanel(
      picture(of: image, isPrepared: true), title: "as the model sees it")
    if maps.receptiveField.count == 2 {
      let (height, width) = (maps.receptiveField[0], maps.receptiveField[1])
      seen.annotations = [
        Annotation(
          .box(
            x: Double(image.width - 1) / 2, y: Double(image.height - 1) / 2,
            width: Double(min(width, image.width)), height: Double(min(height, image.height))))
      ]
      seen.captions = ["box: what one place sees, \(height) × \(width)"]
    }
    var panels = maps.maps.prefix(15 - inputs.count).map { map in
      ImagePanel(
        Rendering(limits: .minMax, stretch: .linear, colorMap: .viridis).picture(
          of: Image(pixels: map.values, height: map.height, width: map.width)),
        title: "filter \(map.filter)")
    }
    for (map, input) in zip(maps.maps, inputs) {
      panels.append(
        ImagePanel(
          picture(of: input, isPrepared: true), title: "maximises \(map.filter)"))
    }
    return .contactSheet(
      [seen] + panels, title: "\(title): \(maps.kind) \(maps.layer)".printable, columns: 4,
      cell: 130)
  }

  private static func figure(_ maps: FeatureMaps, _ title: String) -> Figure {
    let field = maps.receptiveField.first ?? 1
    var plot = PlotPanel(
      title: "\(title): \(maps.kind) \(maps.layer), each place sees \(field) of the input"
        .printable, xLabel: "Place", yLabel: "Answer")
    for map in maps.maps.prefix(6) {
      plot.line(
        x: map.values.indices.map(Double.init), y: map.values.map(Double.init),
        label: "filter \(map.filter)", width: 0.8)
    }
    return Figure(width: 560, height: 280, panels: [plot])
  }

  // MARK: - Adversarial examples

  private static func figure(
    _ example: AdversarialExample, _ image: Image, _ facts: Inspection, _ title: String
  ) -> Figure? {
    guard let changed = example.object.image, let classes = facts.prediction?.classes else {
      return nil
    }
    let before = InspectionWords.number(facts.prediction?.probabilities?[example.before] ?? 0, 3)
    let after = InspectionWords.number(example.probabilities[example.after], 3)
    var first = panel(
      image, "\(classes[example.before]), p = \(before)".printable, isPrepared: true)
    var second = panel(
      changed, "\(classes[example.after]), p = \(after)".printable, isPrepared: true)
    (first.colorBar, second.colorBar) = (nil, nil)
    let moves = zip(image.pixels, changed.pixels).prefix(image.planeSize).map { $1 - $0 }
    let colors = AttributionColors(moves)
    var difference = ImagePanel(
      Rendering(
        limits: .values(lower: colors.scale.lower, upper: colors.scale.upper), stretch: .linear,
        colorMap: colors.colorMap
      ).picture(of: Image(pixels: moves, height: image.height, width: image.width)),
      title: "what was added", axes: first.axes, wcs: image.wcs)
    difference.colorBar = ColorBar(scale: colors.scale, colorMap: colors.colorMap)
    return Figure(
      width: 840, height: 290, title: title, columns: 3, spacing: 16,
      panels: [first, second, difference])
  }

  private static func figure(
    _ example: AdversarialExample, _ object: SkyObject, _ facts: Inspection, _ title: String
  ) -> Figure? {
    guard let classes = facts.prediction?.classes else { return nil }
    var plot = PlotPanel(
      title: "\(title): becomes \(classes[example.after])".printable, xLabel: "", yLabel: "Value")
    let (x, y, moved): ([Double], [Float], [Float])
    if let spectrum = object.spectrum, let changed = example.object.spectrum {
      (x, y, moved) = (spectrum.wavelength, spectrum.flux, changed.flux)
      plot.xLabel = "Wavelength [\(InspectionWords.unit(spectrum.wavelengthUnit))]"
      plot.line(x: x, y: moved.map(Double.init), label: "adversarial", color: Style.palette[1])
      plot.line(x: x, y: y.map(Double.init), label: "as it is", color: Style.palette[6], width: 0.7)
    } else if let curve = object.lightCurve, let changed = example.object.lightCurve {
      (x, y, moved) = (curve.time, curve.value, changed.value)
      plot.xLabel = InspectionWords.timeLabel(curve)
      plot.isYInverted = curve.quantity == .magnitude
      plot.points(x: x, y: moved.map(Double.init), label: "adversarial", color: Style.palette[1])
      plot.points(x: x, y: y.map(Double.init), label: "as it is", color: Style.palette[6], size: 2)
    }
    return Figure(width: 560, height: 280, panels: [plot])
  }

  // MARK: - Stages

  /// The object behind each stage.
  static func stages(_ result: Inspector.Result, _ title: String) -> Figure {
    let images = result.steps.compactMap { step -> ImagePanel? in
      guard case .image(let image) = step.content else { return nil }
      var panel = panel(image, step.name, isPrepared: step.name != "input")
      panel.axes = .pixels
      panel.hasScaleBar = false
      panel.hasCompass = false
      return panel
    }
    if images.count == result.steps.count {
      let columns = min(3, max(1, images.count))
      let rows = (images.count + columns - 1) / columns
      return Figure(
        width: 40 + 250 * Double(columns), height: 50 + 210 * Double(rows), title: title,
        columns: columns, spacing: 14, panels: images)
    }
    let plots = result.steps.compactMap { step -> PlotPanel? in
      switch step.content {
      case .spectrum(let spectrum):
        var plot = panel(spectrum, [])
        plot.title = step.name
        return plot
      case .lightCurve(let curve):
        var plot = panel(curve, times: curve.time)
        plot.title = step.name
        plot.xLabel = curve.foldedPeriod == nil ? InspectionWords.timeLabel(curve) : "Phase"
        return plot
      case .image, .row: return nil
      }
    }
    return Figure(
      width: 560, height: 40 + 190 * Double(max(1, plots.count)), title: title, columns: 1,
      spacing: 10, panels: plots)
  }
}
