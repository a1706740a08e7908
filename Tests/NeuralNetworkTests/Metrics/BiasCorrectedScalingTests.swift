import Foundation
import NeuralNetwork
import TensorCore
import Testing

@Suite("Temperature and class offsets")
struct BiasCorrectedScalingTests {
  /// Logits of three classes, with labels drawn from softmax(logits / temperature + offsets).
  static func drawn(
    _ count: Int, temperature: Double, offsets: [Double]
  ) -> (logits: [Float], labels: [Int]) {
    var random = RandomStream(seed: 5)
    var logits: [Float] = []
    var labels: [Int] = []
    for _ in 0..<count {
      let row = (0..<3).map { _ in Float(2 * random.normal()) }
      let terms = row.enumerated().map { exp(Double($1) / temperature + offsets[$0]) }
      var place = random.uniform(0, terms.reduce(0, +))
      var label = 0
      while label < 2, place >= terms[label] {
        place -= terms[label]
        label += 1
      }
      logits += row
      labels.append(label)
    }
    return (logits, labels)
  }

  @Test("What was put in is found")
  func found() {
    let offsets = [1.2, -0.4, -0.8]
    let (logits, labels) = Self.drawn(20_000, temperature: 1.7, offsets: offsets)
    let fit = BiasCorrectedScaling.fit(logits: logits, classes: 3, labels: labels)
    #expect(abs(fit.temperature / 1.7 - 1) < 0.03)
    for (found, true_) in zip(fit.offsets, offsets) { #expect(abs(found - true_) < 0.06) }
  }

  @Test("Rows that are not finite change nothing, and the mean probability of a class is its share")
  func shares() {
    let (logits, labels) = Self.drawn(500, temperature: 1, offsets: [1, 0, -1])
    let fit = BiasCorrectedScaling.fit(logits: logits, classes: 3, labels: labels)
    let other = BiasCorrectedScaling.fit(
      logits: logits + [.nan, 0, 1], classes: 3, labels: labels + [2])
    #expect(fit == other)
    var means = [0.0, 0, 0]
    for n in labels.indices {
      let terms = (0..<3).map {
        exp(Double(logits[3 * n + $0]) / fit.temperature + fit.offsets[$0])
      }
      for k in 0..<3 { means[k] += terms[k] / terms.reduce(0, +) }
    }
    for k in 0..<3 { #expect(abs(means[k] - Double(labels.count { $0 == k })) < 0.01) }
  }

  @Test("Weights that undo the class shares give the offsets of shares that are equal")
  func weights() {
    // Every class as often: the offsets that made the third rare are gone.
    let (logits, labels) = Self.drawn(20_000, temperature: 1, offsets: [0, 0, 0])
    var random = RandomStream(seed: 9)
    let kept = labels.indices.filter { labels[$0] != 2 || random.uniform() < 0.1 }
    let rare = kept.map { labels[$0] }
    let rows = kept.flatMap { logits[3 * $0..<3 * $0 + 3] }
    let plain = BiasCorrectedScaling.fit(logits: rows, classes: 3, labels: rare)
    let weighted = BiasCorrectedScaling.fit(
      logits: rows, classes: 3, labels: rare, weights: rare.map { $0 == 2 ? 10 : 1 })
    #expect(plain.offsets[2] < -1.2)
    for offset in weighted.offsets { #expect(abs(offset) < 0.1) }
  }

  @Test("A class without objects, and one class alone, move nothing")
  func absent() {
    let (logits, labels) = Self.drawn(300, temperature: 1, offsets: [0, 0, -50])
    #expect(
      BiasCorrectedScaling.fit(logits: logits, classes: 3, labels: labels).offsets[2] == 0)
    let alone = BiasCorrectedScaling.fit(logits: [1, 0, 0.5, 0], classes: 2, labels: [0, 0])
    #expect(alone.offsets == [0, 0])
    #expect(alone.temperature == TemperatureScaling.range.lowerBound)
  }

  @Test("An answer of weight 3 counts as three equal ones")
  func curve() {
    let confidences = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95]
    let isRight = [true, false, true, true, false, true]
    let weights = [3.0, 1, 2, 1, 1, 4]
    let weighted = CalibrationCurve(
      confidences: confidences, isRight: isRight, weights: weights, bins: 2)
    let places = weights.indices.flatMap { [Int](repeating: $0, count: Int(weights[$0])) }
    let repeated = CalibrationCurve(
      confidences: places.map { confidences[$0] }, isRight: places.map { isRight[$0] }, bins: 2)
    #expect(abs(weighted.error - repeated.error) < 1e-12)
    #expect(weighted.bins.map(\.weight) == [6, 6])
    #expect(weighted.bins.map(\.count) == [3, 3])
  }
}
