import Foundation
import OrreryKit

/// Finds the peaks of the centre map, which comes row by row from the bottom.
///
/// Peaks are pixels whose logit is above the limit and not below any of their eight neighbours; of
/// equal neighbours the first.
struct PeakFinder {
  /// Row by row, in each from the left.
  private(set) var peaks: [Segments.Centre] = []
  private let width: Int
  private let limit: Float
  /// The row whose peaks are looked for next, and the one below it; empty where there is none.
  private var row: [Float] = []
  private var below: [Float] = []
  private var y = -1

  /// - Parameter threshold: least probability of a centre.
  init(width: Int, threshold: Double) {
    self.width = width
    limit = PixelMaps.logit(threshold)
  }

  /// Takes the next row.
  mutating func add(_ next: [Float]) {
    precondition(next.count == width, "PeakFinder: \(next.count) logits for \(width) columns")
    if y >= 0 { search(above: next) }
    below = row
    row = next
    y += 1
  }

  /// Comes behind the last row.
  mutating func finish() {
    if y >= 0 { search(above: []) }
  }

  private mutating func search(above: [Float]) {
    for x in 0..<width where row[x] > limit {
      guard isPeak(x, above) else { continue }
      let value = row[x]
      let dx = Self.vertex(
        x > 0 ? row[x - 1] : nil, value, x + 1 < width ? row[x + 1] : nil)
      let dy = Self.vertex(
        below.isEmpty ? nil : below[x], value, above.isEmpty ? nil : above[x])
      peaks.append(Segments.Centre(x: Float(x) + dx, y: Float(y) + dy, logit: value))
    }
  }

  private func isPeak(_ x: Int, _ above: [Float]) -> Bool {
    let value = row[x]
    for u in max(0, x - 1)...min(width - 1, x + 1) {
      if !below.isEmpty, below[u] >= value { return false }
      if u < x, row[u] >= value { return false }
      if u > x, row[u] > value { return false }
      if !above.isEmpty, above[u] > value { return false }
    }
    return true
  }

  /// The vertex of the parabola through the logarithms of a peak and its neighbours, which is that
  /// of a Gaussian.
  private static func vertex(_ before: Float?, _ value: Float, _ after: Float?) -> Float {
    guard let before, let after else { return 0 }
    let (left, right) = (logProbability(before), logProbability(after))
    let bend = left + right - 2 * logProbability(value)
    return bend < 0 ? max(-0.5, min(0.5, 0.5 * (left - right) / bend)) : 0
  }

  /// log σ(x) = -log(1 + e^-x), which for large |x| is -e^-x or x.
  private static func logProbability(_ logit: Float) -> Float {
    logit > 0 ? -log1p(exp(-logit)) : logit - log1p(exp(logit))
  }
}
