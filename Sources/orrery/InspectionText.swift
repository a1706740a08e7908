import Foundation
import OrreryKit
import Pipeline

/// An inspection for people at a terminal, and for machines.
enum InspectionText {
  /// Stable JSON, keys in order; values that are not numbers are left out.
  static func json(_ facts: Inspection) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(facts), as: UTF8.self)
  }

  static func text(_ result: Inspector.Result, columns: Int?) -> String {
    let facts = result.facts
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let columns = columns ?? (isTerminal ? min(terminalColumns, 80) : 64)
    var lines = ["\(facts.file.printable)  \(size(facts.bytes))"]
    lines += facts.units.map(unit)
    if !facts.facts.isEmpty { lines.append("") }
    let width = facts.facts.map(\.name.count).max() ?? 0
    lines += facts.facts.map {
      "  " + $0.name.padding(toLength: width, withPad: " ", startingAt: 0) + "  "
        + $0.value.printable
    }
    if let sky = facts.sky { lines += ["", "  " + self.sky(sky)] }
    if !facts.statistics.isEmpty { lines.append("") }
    for (channel, statistics) in facts.statistics.enumerated() {
      let label = facts.statistics.count > 1 ? "channel \(channel): " : ""
      lines.append("  " + label + self.statistics(statistics))
    }
    if let content = result.content {
      lines.append("")
      lines += picture(content, columns: columns, isTerminal: isTerminal)
    }
    lines += prediction(facts)
    lines += facts.warnings.map { "  warning: \($0)" }
    return lines.joined(separator: "\n")
  }

  private static func unit(_ unit: Inspection.Unit) -> String {
    let shape = unit.shape.map(String.init).joined(separator: " × ")
    var text = "  \(unit.isShown ? "▸" : " ")[\(unit.index)] \(unit.kind)"
    if !unit.name.isEmpty { text += " '\(unit.name.printable)'" }
    if !unit.columns.isEmpty || unit.kind.contains("table") {
      text += " \(shape) rows: "
      text += unit.columns.prefix(8).map(\.printable).joined(separator: ", ")
      if unit.columns.count > 8 { text += ", … (\(unit.columns.count) columns)" }
    } else if !unit.shape.isEmpty {
      text += " \(shape)" + (unit.type.map { " \($0)" } ?? "")
    }
    return text
  }

  private static func sky(_ sky: Inspection.Sky) -> String {
    var text =
      "centre \(SkyText.text(ra: sky.ra, dec: sky.dec))"
      + String(format: "  (%.6f, %+.6f)", sky.ra, sky.dec)
    if let scale = sky.pixelScale { text += String(format: ", %.4g″/pixel", scale) }
    if let angle = sky.positionAngle { text += String(format: ", up at PA %.1f°", angle) }
    if let projection = sky.projection { text += ", \(projection)" }
    if sky.isMirrored == true { text += ", mirrored" }
    return text
  }

  private static func statistics(_ s: Inspection.Statistics) -> String {
    func number(_ value: Double?) -> String { value.map { String(format: "%.6g", $0) } ?? "–" }
    var text = "\(s.count) values"
    if s.missing > 0 { text += ", \(s.missing) missing" }
    if s.saturated > 0 { text += ", \(s.saturated) saturated" }
    guard s.minimum != nil else { return text + ": none is valid" }
    text +=
      ": \(number(s.minimum)) to \(number(s.maximum)), mean \(number(s.mean)), "
      + "median \(number(s.median)), background \(number(s.background)) ± \(number(s.noise))"
    return text + (s.unit.map { " \($0.printable)" } ?? "")
  }

  private static func picture(
    _ content: SkyObject.Content, columns: Int, isTerminal: Bool
  ) -> [String] {
    switch content {
    case .image(let image):
      let picture = TerminalPicture(picture: InspectionFigure.picture(of: image))
      return isTerminal
        ? picture.halfBlocks(columns: columns) : picture.characters(columns: columns)
    case .spectrum(let spectrum):
      let plot = TerminalPlot(
        x: spectrum.wavelength,
        y: spectrum.flux.indices.map { spectrum.isGood($0) ? Double(spectrum.flux[$0]) : .nan },
        xLabel: "wavelength / \(spectrum.wavelengthUnit.rawValue)",
        yLabel: "flux" + (spectrum.fluxUnit.map { " / \($0)" } ?? ""))
      return plot.lines(columns: columns, rows: 12)
    case .lightCurve(let curve):
      let plot = TerminalPlot(
        x: curve.time,
        y: curve.value.indices.map { curve.isGood($0) ? Double(curve.value[$0]) : .nan },
        isYInverted: curve.quantity == .magnitude, xLabel: "time / d",
        yLabel: curve.quantity.rawValue + (curve.unit.map { " / \($0)" } ?? ""))
      return plot.lines(columns: columns, rows: 12)
    }
  }

  private static func prediction(_ facts: Inspection) -> [String] {
    if let reason = facts.noPrediction { return ["", "  no prediction: \(reason)"] }
    guard let prediction = facts.prediction else { return [] }
    var lines = [
      "",
      "  \(prediction.architecture), weights '\(prediction.weights)' on \(prediction.object)"
        .printable,
    ]
    if let probabilities = prediction.probabilities {
      let width = prediction.classes.map(\.count).max() ?? 0
      for (name, p) in zip(prediction.classes, probabilities).sorted(by: { $0.1 > $1.1 }) {
        let bar = String(repeating: "█", count: Int((p * 30).rounded()))
        lines.append(
          "    " + name.padding(toLength: width, withPad: " ", startingAt: 0)
            + String(format: " %5.1f %% ", p * 100) + bar)
      }
    } else {
      lines.append("    nothing can be said of it")
    }
    if !prediction.flags.isEmpty {
      lines.append("    flags: " + prediction.flags.joined(separator: ", "))
    }
    return lines
  }

  private static func size(_ bytes: Int) -> String {
    bytes < 10_000 ? "\(bytes) bytes" : String(format: "%.1f kB", Double(bytes) / 1000)
  }

  private static var terminalColumns: Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
