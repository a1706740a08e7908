internal import Foundation

/// Temperature and an offset for each class: softmax(logits / T + b) (Alexandari, Kundaje &
/// Shrikumar 2020, arXiv:1901.06852).
///
/// A network that saw rare classes more often than they are gives them too much probability, and no
/// temperature mends that. The offsets do: with them the mean probability of a class is its share.
public enum BiasCorrectedScaling {
  /// Fits both by the likelihood of validation labels that training did not see.
  ///
  /// Temperature and offsets take turns: Newton's steps for the one, for the others
  /// b ← b + ln(share / mean probability), until nothing moves. A class without objects keeps the
  /// offset 0. Offsets have the mean 0 over the classes that occur. Rows that are not finite are left
  /// out.
  /// - Parameters:
  ///   - logits: `[N, classes]`, row-major, not normalised.
  ///   - labels: the true class of each row.
  ///   - weights: how much each row counts; alike where `nil`.
  public static func fit(
    logits: [Float], classes: Int, labels: [Int], weights: [Double]? = nil
  ) -> (temperature: Double, offsets: [Double]) {
    var offsets = [Double](repeating: 0, count: classes)
    func temperature() -> Double {
      TemperatureScaling.fit(
        logits: logits, classes: classes, labels: labels, offsets: offsets, weights: weights)
    }
    let rows = labels.indices.filter { n in
      logits[(n * classes)..<((n + 1) * classes)].allSatisfy(\.isFinite)
    }
    var shares = [Double](repeating: 0, count: classes)
    for n in rows { shares[labels[n]] += weights?[n] ?? 1 }
    let present = (0..<classes).filter { shares[$0] > 0 }
    // One class alone has no boundary to move.
    guard present.count > 1 else { return (temperature(), offsets) }
    var result = temperature()
    for _ in 0..<200 {
      // Always right, or never: offsets tell nothing.
      guard result > TemperatureScaling.range.lowerBound,
        result < TemperatureScaling.range.upperBound
      else { break }
      var means = [Double](repeating: 0, count: classes)
      for n in rows {
        let row = (0..<classes).map { Double(logits[n * classes + $0]) / result + offsets[$0] }
        let top = row.max() ?? 0
        let terms = row.map { exp($0 - top) }
        let sum = terms.reduce(0, +)
        for k in 0..<classes { means[k] += (weights?[n] ?? 1) * terms[k] / sum }
      }
      var steps = present.map { log(shares[$0] / max(means[$0], 1e-12)) }
      let mean = steps.reduce(0, +) / Double(steps.count)
      steps = steps.map { $0 - mean }
      for (k, step) in zip(present, steps) { offsets[k] += step }
      let next = temperature()
      let moved = max(steps.map(abs).max() ?? 0, abs(next / result - 1))
      result = next
      if moved < 1e-6 { break }
    }
    return (result, offsets)
  }
}
