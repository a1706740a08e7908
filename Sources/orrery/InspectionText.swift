import Foundation
import OrreryKit
import Pipeline

/// An inspection for people at a terminal, and for machines.
enum InspectionText {
  /// Stable JSON, keys in order; values that are not known are left out.
  static func json(_ facts: Inspection) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(facts), as: UTF8.self)
  }

  static func text(_ result: Inspector.Result, columns: Int?) -> String {
    let facts = result.facts
    let screen = Screen.standardOutput
    let columns = columns ?? (screen.map { min($0.columns, 80) } ?? 64)
    var lines = ["\(facts.file.printable)  \(size(facts.bytes))"]
    // Of many units the one that is shown and some of its neighbours.
    let shown = facts.units.first { $0.isShown }?.index ?? 0
    let from = max(0, min(shown - 4, facts.units.count - 20))
    let some = facts.units.count > 24 ? Array(facts.units.dropFirst(from).prefix(20)) : facts.units
    lines += some.map { unit($0, screen?.columns ?? 100) }
    if some.count < facts.units.count {
      lines.append(
        "   … \(facts.units.count - some.count) more; --hdu N shows one, --json names all")
    }
    let words = InspectionWords.facts(of: facts)
    if !words.isEmpty { lines.append("") }
    let width = words.map(\.name.count).max() ?? 0
    lines += words.map {
      "  " + $0.name.padding(toLength: width, withPad: " ", startingAt: 0) + "  "
        + $0.value.printable
    }
    if let table = facts.table { lines += [""] + InspectionWords.columns(table) }
    if let content = result.content {
      lines.append("")
      lines += picture(content, columns: columns, screen: screen, above: lines.count)
    }
    lines += prediction(facts)
    lines += facts.warnings.map { "  warning: \($0)" }
    return lines.joined(separator: "\n")
  }

  private static func unit(_ unit: Inspection.Unit, _ columns: Int) -> String {
    let shape = unit.shape.map(String.init).joined(separator: " × ")
    var text = " \(unit.isShown ? "▸" : " ")[\(unit.index)] \(InspectionWords.kind(unit.kind))"
    if !unit.name.isEmpty { text += " '\(unit.name.printable)'" }
    if !unit.columns.isEmpty {
      text += shape.isEmpty ? ":" : " \(shape) rows:"
      var names = unit.columns.map(\.printable)
      let room = max(columns, 60) - text.count - 18
      while names.joined(separator: ", ").count > room && names.count > 1 { names.removeLast() }
      text += " " + names.joined(separator: ", ")
      if names.count < unit.columns.count { text += ", … (\(unit.columns.count) columns)" }
    } else if !unit.shape.isEmpty {
      text += " \(shape)" + (unit.type.map { " \($0)" } ?? "")
    }
    return text
  }

  private static func picture(
    _ content: SkyObject.Content, columns: Int, screen: Screen?, above: Int
  ) -> [String] {
    switch content {
    case .image(let image):
      var picture = TerminalPicture(picture: InspectionFigure.picture(of: image))
      // The facts stay on the screen with the picture.
      if let screen { picture.maximumRows = max(12, screen.rows - above - 4) }
      return screen != nil
        ? picture.halfBlocks(columns: columns) : picture.characters(columns: columns)
    case .spectrum(let spectrum):
      let isGood = spectrum.goodCount > 0
      let flux = spectrum.flux.indices.map {
        !isGood || spectrum.isGood($0) ? Double(spectrum.flux[$0]) : .nan
      }
      let plot = TerminalPlot(
        series: [.init(name: "", x: spectrum.wavelength, y: flux)], isLine: true,
        xLabel: "Wavelength [\(InspectionWords.unit(spectrum.wavelengthUnit))]",
        yLabel: "Flux" + (spectrum.fluxUnit.map { " [\($0)]" } ?? ""))
      return (isGood ? [] : ["  every value is flagged; drawn all the same"])
        + plot.lines(columns: columns, rows: 14)
    case .lightCurve(let curve):
      let series = curve.bands.enumerated().compactMap { number, name -> TerminalPlot.Series? in
        let places = curve.points(ofBand: number, where: curve.isGood)
        if places.isEmpty { return nil }
        return .init(
          name: name, x: places.map { curve.time[$0] }, y: places.map { Double(curve.value[$0]) })
      }
      let plot = TerminalPlot(
        series: series, isYInverted: curve.quantity == .magnitude, hasColor: screen != nil,
        xLabel: InspectionWords.timeLabel(curve), yLabel: InspectionWords.valueLabel(curve))
      return plot.lines(columns: columns, rows: 14)
    // The columns are among the facts.
    case .row: return []
    }
  }

  private static func prediction(_ facts: Inspection) -> [String] {
    if let reason = facts.noPrediction { return ["", "  no prediction: \(reason)"] }
    guard let prediction = facts.prediction else { return [] }
    let object = prediction.object == "object" ? "" : " of \(prediction.object)"
    var lines = [
      "",
      "  prediction\(object), \(prediction.architecture) with weights '\(prediction.weights)'"
        .printable,
    ]
    if let probabilities = prediction.probabilities {
      let width = prediction.classes.map(\.count).max() ?? 0
      for (name, p) in zip(prediction.classes, probabilities).sorted(by: { $0.1 > $1.1 }) {
        let bar = String(repeating: "█", count: max(0, Int((p * 30).rounded())))
        lines.append(
          "    " + name.printable.padding(toLength: width, withPad: " ", startingAt: 0)
            + String(format: " %5.1f %% ", p * 100) + bar)
      }
    } else {
      lines.append("    nothing can be said of it")
    }
    if !prediction.flags.isEmpty {
      lines.append("    flags: " + prediction.flags.joined(separator: ", ").printable)
    }
    return lines
  }

  private static func size(_ bytes: Int) -> String {
    switch bytes {
    case ..<10_000: "\(bytes) bytes"
    case ..<10_000_000: String(format: "%.1f kB", Double(bytes) / 1000)
    default: String(format: "%.1f MB", Double(bytes) / 1_000_000)
    }
  }
}
