import Figures
import OrreryKit

/// Lines of a terminal as a picture: what the README shows.
struct TerminalScreenshot {
  private struct Pen {
    var ink: Color
    var paper: Color?
  }

  /// Points of a character.
  private static let cell = (width: 6.02, height: 12.0, letter: 10.0)
  private static let ink = Color(hex: 0xD8DEE6), paper = Color(hex: 0x10151C)
  private static let palette = [
    0x10151C, 0xE06C75, 0x98C379, 0xE5C07B, 0x61AFEF, 0xC678DD, 0x56B6C2, 0xD8DEE6,
  ].map { Color(hex: $0) }

  /// - Parameter columns: characters of a line; longer ones are cut.
  static func draw(_ lines: [String], columns: Int) throws -> PNGImage {
    let margin = 10.0
    let canvas = try Canvas(
      width: 2 * margin + Double(columns) * cell.width,
      height: 2 * margin + Double(lines.count) * cell.height, resolution: 1.5)
    canvas.rectangle(
      Rectangle(x: 0, y: 0, width: canvas.width, height: canvas.height), fill: paper)
    for (row, line) in lines.enumerated() {
      for (column, (character, pen)) in cells(line).prefix(columns).enumerated() {
        let area = Rectangle(
          x: margin + Double(column) * cell.width, y: margin + Double(row) * cell.height,
          width: cell.width, height: cell.height)
        draw(character, pen, area, canvas)
      }
    }
    return canvas.picture()
  }

  private static func draw(_ character: Character, _ pen: Pen, _ area: Rectangle, _ canvas: Canvas)
  {
    // A little over the edge, so that no gap shows between cells.
    var full = area
    full.width += 0.4
    full.height += 0.4
    if let paper = pen.paper { canvas.rectangle(full, fill: paper) }
    switch character {
    case " ": break
    case "▀":
      full.height = area.height / 2
      canvas.rectangle(full, fill: pen.ink)
    case "█":
      full.y += 0.15 * area.height
      full.height = 0.7 * area.height
      canvas.rectangle(full, fill: pen.ink)
    default:
      canvas.text(
        String(character), x: area.x, y: area.midY, size: cell.letter, color: pen.ink,
        alignment: .start, isMonospaced: true)
    }
  }

  /// Characters with the colours that escape sequences give them.
  private static func cells(_ line: String) -> [(Character, Pen)] {
    var result: [(Character, Pen)] = []
    var pen = Pen(ink: ink)
    var rest = line[...]
    while let first = rest.popFirst() {
      guard first == "\u{1B}", rest.first == "[" else {
        result.append((first, pen))
        continue
      }
      let codes = rest.dropFirst().prefix { $0 != "m" }
      rest = rest[codes.endIndex...].dropFirst()
      apply(codes.split(separator: ";").compactMap { Int($0) }, to: &pen)
    }
    return result
  }

  private static func apply(_ codes: [Int], to pen: inout Pen) {
    func color(_ values: ArraySlice<Int>) -> Color {
      let bytes = values.map { UInt8(clamping: $0) }
      return bytes.count == 3 ? Color(bytes[0], bytes[1], bytes[2]) : ink
    }
    switch codes.first {
    case 38 where codes.count == 5: pen.ink = color(codes[2...])
    case 48 where codes.count == 5: pen.paper = color(codes[2...])
    case let code? where (30...37).contains(code): pen.ink = palette[code - 30]
    case let code? where (90...97).contains(code): pen.ink = palette[code - 90]
    default: pen = Pen(ink: ink)
    }
  }
}
