import Foundation
import OrreryKit
import Pipeline

/// An inspection for people at a terminal, and for machines.
enum InspectionText {
  /// Stable JSON, keys in order; values that are not known are left out.
  static func json(_ facts: Inspection) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Listing.escaped(String(decoding: try encoder.encode(facts), as: UTF8.self))
  }

  /// - Parameter graphics: how pictures appear; `nil` finds out what the terminal can do.
  static func text(
    _ result: Inspector.Result, columns: Int?, graphics: TerminalGraphics? = nil
  ) throws -> String {
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
    let page = InspectionPage(
      columns: columns, rows: screen.map { max(12, $0.rows - lines.count - 4) } ?? 40,
      screen: screen, graphics: graphics ?? .detected(hasPictures: result.content?.kind == .image))
    if let content = result.content {
      // What explains an image shows the image too.
      let shown = try page.explanation(result)
      if content.kind != .image || shown.isEmpty {
        lines += [""] + (try page.object(content, facts))
      }
      if !shown.isEmpty { lines += [""] + shown }
      lines += try page.stages(result)
    }
    lines += InspectionWords.prediction(facts)
    lines += try page.examples(result)
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

  private static func size(_ bytes: Int) -> String {
    switch bytes {
    case ..<10_000: "\(bytes) bytes"
    case ..<10_000_000: String(format: "%.1f kB", Double(bytes) / 1000)
    default: String(format: "%.1f MB", Double(bytes) / 1_000_000)
    }
  }
}
