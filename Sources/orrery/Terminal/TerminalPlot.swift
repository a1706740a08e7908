import Figures
import Foundation
import OrreryKit

/// A line or points over two axes as text: braille dots for one series, a letter for each of
/// several.
struct TerminalPlot {
  struct Series {
    var name: String
    var x: [Double]
    var y: [Double]
  }

  var series: [Series]
  /// True for a spectrum: medians of columns joined by a line, with what stands far out of them.
  var isLine = false
  /// True to draw the lowest value at the top: magnitudes.
  var isYInverted = false
  /// True for terminal colours, one for each of several series.
  var hasColor = false
  /// Names over places of the x axis, the most important first; those that would touch are left out.
  var marks: [(x: Double, name: String)] = []
  var xLabel = ""
  var yLabel = ""

  private static let colors = [36, 32, 31, 33, 35, 34, 96, 92, 91, 93]

  /// - Parameters:
  ///   - columns: characters of the plot without its labels.
  ///   - rows: lines of the plot without its axis and labels.
  func lines(columns: Int, rows: Int) -> [String] {
    let shown = series.map { series in
      series.x.indices.filter { series.x[$0].isFinite && series.y[$0].isFinite }
        .map { SIMD2(series.x[$0], series.y[$0]) }
    }
    let points = shown.flatMap { $0 }
    guard let left = points.map(\.x).min(), let right = points.map(\.x).max() else {
      return ["nothing to plot"]
    }
    let width = columns * (series.count > 1 ? 1 : 2)
    let horizontal = Scale(left, right, cells: width)
    let drawn = isLine ? reduced(points, horizontal) : points
    // A few wild values must not flatten the rest: one in a hundred may fall outside.
    let values = points.map(\.y).sorted(), cut = values.count / 200
    var (low, high) = (values[cut], values[values.count - 1 - cut])
    for point in drawn where isLine {
      low = min(low, point.y)
      high = max(high, point.y)
    }
    let outside = isLine ? 0 : values.count { $0 < low || $0 > high }
    let vertical = Scale(low, high, cells: rows * (series.count > 1 ? 1 : 4))
    let cells =
      series.count > 1
      ? letters(shown, horizontal, vertical) : braille(drawn, horizontal, vertical)

    let marks = Marks(vertical, count: max(2, rows / 4))
    let labelWidth = max(6, marks.labels.map(\.count).max() ?? 0)
    var labels = [String](repeating: "", count: rows)
    for (value, label) in zip(marks.values, marks.labels) {
      let place = min(rows - 1, vertical.cell(value) * rows / vertical.cells)
      labels[isYInverted ? place : rows - 1 - place] = label
    }
    var head = yLabel.printable + marks.multiplier
    if outside > 0 { head += "  (\(outside) outside)" }
    if series.count > 1 { head += "   " + legend() }
    var result = [head]
    if let named = names(horizontal, columns: columns) {
      result.append(String(repeating: " ", count: labelWidth + 2) + named)
    }
    for (label, row) in zip(labels, cells) {
      let gap = String(repeating: " ", count: labelWidth - label.count)
      result.append(gap + label + (label.isEmpty ? " │" : " ┤") + row)
    }
    return result + bottom(horizontal, columns: columns, indent: labelWidth + 1)
  }

  // MARK: - Data

  /// The median of each column of dots, and the value furthest from it where that is no noise.
  private func reduced(_ points: [SIMD2<Double>], _ scale: Scale) -> [SIMD2<Double>] {
    var columns: [Int: [SIMD2<Double>]] = [:]
    for point in points { columns[scale.cell(point.x), default: []].append(point) }
    return columns.keys.sorted().flatMap { key -> [SIMD2<Double>] in
      let column = (columns[key] ?? []).sorted { $0.y < $1.y }
      let middle = column[column.count / 2]
      let spread = column.map { abs($0.y - middle.y) }.sorted()[column.count / 2] * 1.4826
      let ends = [column[0], column[column.count - 1]]
      guard let far = ends.max(by: { abs($0.y - middle.y) < abs($1.y - middle.y) }),
        column.count > 4, abs(far.y - middle.y) > 5 * spread
      else { return [SIMD2(middle.x, middle.y)] }
      return [middle, SIMD2(middle.x, far.y), middle]
    }
  }

  private func braille(
    _ points: [SIMD2<Double>], _ horizontal: Scale, _ vertical: Scale
  ) -> [String] {
    let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
    let columns = horizontal.cells / 2, rows = vertical.cells / 4
    var cells = [UInt8](repeating: 0, count: columns * rows)
    func set(_ x: Int, _ y: Int) {
      let row = isYInverted ? y : vertical.cells - 1 - y
      cells[row / 4 * columns + x / 2] |= bits[row % 4][x % 2]
    }
    var last: (x: Int, y: Int)?
    for point in points where vertical.holds(point.y) {
      let here = (x: horizontal.cell(point.x), y: vertical.cell(point.y))
      set(here.x, here.y)
      // Neighbouring columns of a line are joined; a gap in the data stays one.
      if isLine, let last, here.x - last.x <= 2 {
        for y in min(last.y, here.y)...max(last.y, here.y) { set(here.x, y) }
      }
      last = here
    }
    return (0..<rows).map { row in
      cells[row * columns..<(row + 1) * columns].map { cell in
        cell == 0 ? " " : String(UnicodeScalar(0x2800 + UInt32(cell)) ?? " ")
      }.joined()
    }
  }

  private func letters(
    _ points: [[SIMD2<Double>]], _ horizontal: Scale, _ vertical: Scale
  ) -> [String] {
    let columns = horizontal.cells, rows = vertical.cells
    var cells = [Int?](repeating: nil, count: columns * rows)
    for (number, points) in points.enumerated() {
      for point in points where vertical.holds(point.y) {
        let height = vertical.cell(point.y)
        let row = isYInverted ? height : rows - 1 - height
        cells[row * columns + horizontal.cell(point.x)] = number
      }
    }
    return (0..<rows).map { row in
      cells[row * columns..<(row + 1) * columns].map { cell in
        cell.map { colored(letter($0), $0) } ?? " "
      }.joined()
    }
  }

  /// The first letter of a name where those tell the series apart, else a digit or letter in order.
  private func letter(_ number: Int) -> String {
    let first = series.map { String($0.name.printable.prefix(1)) }
    if Set(first).count == series.count, !first.contains(""), !first.contains(" ") {
      return first[number]
    }
    let signs = Array("0123456789abcdefghijklmnopqrstuvwxyz")
    return String(signs[number % signs.count])
  }

  private func colored(_ text: String, _ number: Int) -> String {
    hasColor ? "\u{1B}[\(Self.colors[number % Self.colors.count])m\(text)\u{1B}[0m" : text
  }

  private func legend() -> String {
    series.indices.map { number in
      let name = series[number].name.printable
      return colored(letter(number) == name ? name : "\(letter(number)) \(name)", number)
    }.joined(separator: "  ")
  }

  // MARK: - Axis

  /// The marks in one line, each name behind a tick at its place.
  private func names(_ scale: Scale, columns: Int) -> String? {
    var line = [Character](repeating: " ", count: columns)
    for mark in marks where (scale.low...scale.high).contains(mark.x) {
      let name = Array("╷" + mark.name.printable)
      let start = min(columns - 1, scale.cell(mark.x) * columns / scale.cells)
      let end = start + name.count
      let around = max(0, start - 1)..<min(columns, end + 1)
      guard end <= columns, line[around].allSatisfy({ $0 == " " }) else { continue }
      line.replaceSubrange(start..<end, with: name)
    }
    while line.last == " " { line.removeLast() }
    return line.isEmpty ? nil : String(line)
  }

  private func bottom(_ scale: Scale, columns: Int, indent: Int) -> [String] {
    let marks = Marks(scale, count: max(2, columns / 16))
    var axis = [String](repeating: "─", count: columns)
    var labels = [Character](repeating: " ", count: columns + indent + 12)
    var free = 0
    for (value, label) in zip(marks.values, marks.labels) {
      let place = min(columns - 1, scale.cell(value) * columns / scale.cells)
      axis[place] = "┬"
      let start = max(0, indent + 1 + place - label.count / 2)
      guard start >= free, start + label.count < labels.count else { continue }
      labels.replaceSubrange(start..<start + label.count, with: label)
      free = start + label.count + 1
    }
    var text = String(labels)
    while text.last == " " { text.removeLast() }
    let title = xLabel.printable + marks.multiplier
    let gap = String(repeating: " ", count: indent + 1 + max(0, (columns - title.count) / 2))
    return [String(repeating: " ", count: indent) + "└" + axis.joined(), text, gap + title]
  }
}

extension TerminalPlot {
  /// From values to cells of one axis.
  struct Scale {
    var low: Double
    var high: Double
    var cells: Int

    init(_ low: Double, _ high: Double, cells: Int) {
      // One value stands in the middle.
      let margin = high > low ? 0 : max(abs(low) * 0.01, 0.5)
      self.low = low - margin
      self.high = high + margin
      self.cells = cells
    }

    func holds(_ value: Double) -> Bool { (low...high).contains(value) }

    func cell(_ value: Double) -> Int {
      min(cells - 1, max(0, Int((value - low) / (high - low) * Double(cells))))
    }
  }

  /// Round values of an axis with their labels.
  struct Marks {
    var values: [Double]
    var labels: [String]
    /// ` ×10⁻¹⁵`, or nothing.
    var multiplier: String

    init(_ scale: Scale, count: Int) {
      let ticks = Ticks.linear(scale.low...scale.high, count: count)
      values = ticks.values
      // Julian dates and counts read better in full.
      let isWhole = ticks.values.allSatisfy { abs($0) < 1e8 && $0.rounded() == $0 }
      labels = isWhole ? ticks.values.map { String(Int($0)) } : ticks.labels
      let power = isWhole ? "" : Ticks.multiplier(ticks.exponent)
      multiplier = power.isEmpty ? "" : " " + power
    }
  }
}
