import Foundation
import OrreryKit

/// Points or a line drawn with braille dots, with the axes' ends beside it.
struct TerminalPlot {
  var x: [Double]
  var y: [Double]
  /// True to draw the lowest value at the top: magnitudes.
  var isYInverted = false
  var xLabel = ""
  var yLabel = ""

  /// - Parameters:
  ///   - columns: characters of the plot without its labels.
  ///   - rows: lines of the plot without its labels.
  func lines(columns: Int, rows: Int) -> [String] {
    let places = x.indices.filter { x[$0].isFinite && y[$0].isFinite }
    let xs = places.map { x[$0] }, ys = places.map { y[$0] }.sorted()
    guard let left = xs.min(), let right = xs.max(), let lowest = ys.first, let highest = ys.last
    else { return ["nothing to plot"] }
    // A few wild values must not flatten the rest: one in a hundred may fall outside.
    let cut = ys.count / 200
    var (low, high) = (ys[cut], ys[ys.count - 1 - cut])
    if low == high { (low, high) = (lowest, highest) }
    let (dotColumns, dotRows) = (columns * 2, rows * 4)
    var cells = [UInt8](repeating: 0, count: columns * rows)
    let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
    for place in places where (low...high).contains(y[place]) {
      let column = dot(x[place], left, right, dotColumns)
      let height = dot(y[place], low, high, dotRows)
      let row = isYInverted ? height : dotRows - 1 - height
      cells[row / 4 * columns + column / 2] |= bits[row % 4][column % 2]
    }
    let labels = isYInverted ? (low, high) : (high, low)
    let width = 10
    var result = yLabel.isEmpty ? [] : [yLabel.printable]
    for row in 0..<rows {
      let label = row == 0 ? number(labels.0) : row == rows - 1 ? number(labels.1) : ""
      let dots = (0..<columns).map { column in
        String(UnicodeScalar(0x2800 + UInt32(cells[row * columns + column])) ?? " ")
      }
      result.append(
        String(repeating: " ", count: max(0, width - label.count)) + label + " ┤" + dots.joined())
    }
    let ends = (number(left), number(right))
    let gap = max(1, columns - ends.0.count - ends.1.count - xLabel.count)
    result.append(
      String(repeating: " ", count: width + 2) + ends.0
        + String(repeating: " ", count: gap / 2) + xLabel
        + String(repeating: " ", count: gap - gap / 2) + ends.1)
    return result
  }

  private func dot(_ value: Double, _ low: Double, _ high: Double, _ count: Int) -> Int {
    high > low ? min(count - 1, Int((value - low) / (high - low) * Double(count))) : count / 2
  }

  private func number(_ value: Double) -> String { String(format: "%.6g", value) }
}
