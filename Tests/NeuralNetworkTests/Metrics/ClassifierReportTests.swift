import Foundation
import OrreryKit
import Testing

@Suite("Metrics of classifiers")
struct MetricsTests {
  @Test("A confusion matrix gives what its table says")
  func confusion() {
    var matrix = ConfusionMatrix(classes: 3)
    // true 0: 3 right, 1 as class 1; true 1: 1 right, 1 without answer; class 2 never occurs.
    for predicted in [0, 0, 0, 1] { matrix.add(true: 0, predicted: predicted) }
    matrix.add(true: 1, predicted: 1)
    matrix.add(true: 1, predicted: nil)
    #expect(matrix.total == 6)
    #expect(matrix.accuracy == 4.0 / 6)
    #expect(matrix.recall(0) == 0.75 && matrix.recall(1) == 0.5 && matrix.recall(2).isNaN)
    #expect(matrix.precision(0) == 1 && matrix.precision(1) == 0.5 && matrix.precision(2).isNaN)
    #expect(matrix.f1(0) == 6.0 / 7 && matrix.f1(1) == 0.5)
    #expect(matrix.balancedAccuracy == 0.625)
    #expect(matrix[true: 0, predicted: 1] == 1 && matrix.unanswered == [0, 1, 0])
    #expect(ConfusionMatrix(classes: 2).accuracy.isNaN)
  }

  @Test("Likelihood, Brier score and calibration error by hand")
  func report() {
    // Probabilities 0.8 and 0.2 (right), 0.8 and 0.2 (wrong).
    let z = Float(log(4.0))
    let report = ClassifierReport(
      logits: [z, 0, z, 0], classes: 2, labels: [0, 1], bins: 1)
    #expect(abs(report.negativeLogLikelihood - (-log(0.8) - log(0.2)) / 2) < 1e-6)
    #expect(abs(report.brier - (2 * 0.04 + 2 * 0.64) / 2) < 1e-6)
    #expect(abs(report.calibrationError - 0.3) < 1e-6)
    #expect(report.bins.count == 1 && report.bins[0].accuracy == 0.5)
    let hot = ClassifierReport(logits: [z, 0], classes: 2, labels: [0], temperature: 2)
    #expect(abs(hot.negativeLogLikelihood - log(1.5)) < 1e-6)
  }

  @Test("Logits that are not finite are counted, and wrong")
  func unusable() {
    let report = ClassifierReport(
      logits: [1, 0, .nan, 0, 0, -.infinity], classes: 2, labels: [0, 0, 0])
    #expect(report.unusable == 2)
    #expect(report.confusion.accuracy == 1.0 / 3)
    #expect(report.negativeLogLikelihood.isFinite)
    #expect(ClassifierReport(logits: [], classes: 2, labels: []).calibrationError.isNaN)
  }

  /// Labels drawn from the softmax of the logits: calibrated by construction.
  static func calibrated(_ count: Int) -> (logits: [Float], labels: [Int]) {
    var random = RandomStream(seed: 8)
    var logits: [Float] = []
    var labels: [Int] = []
    for _ in 0..<count {
      let row = (0..<3).map { _ in 2 * random.normal() }
      let weights = row.map(exp)
      var rest = random.uniform() * weights.reduce(0, +)
      var label = 0
      while label < 2, rest >= weights[label] {
        rest -= weights[label]
        label += 1
      }
      logits += row.map(Float.init)
      labels.append(label)
    }
    return (logits, labels)
  }

  @Test("Calibrated scores have a small error, twice too sharp ones a large one")
  func calibration() {
    let (logits, labels) = Self.calibrated(20_000)
    let honest = ClassifierReport(logits: logits, classes: 3, labels: labels)
    let sharp = ClassifierReport(
      logits: logits, classes: 3, labels: labels, temperature: 0.5)
    #expect(honest.calibrationError < 0.015)
    #expect(sharp.calibrationError > 0.05)
    #expect(honest.bins.count == 15)
    #expect(honest.bins.map(\.count).reduce(0, +) == 20_000)
    #expect((honest.bins.map(\.count).max() ?? 0) - (honest.bins.map(\.count).min() ?? 0) <= 1)
  }

  @Test("The temperature that was put in is found")
  func temperature() {
    let (logits, labels) = Self.calibrated(5_000)
    for factor: Float in [0.3, 1, 4] {
      let fitted = TemperatureScaling.fit(
        logits: logits.map { $0 * factor } + [.nan, 0, 0], classes: 3, labels: labels + [0])
      #expect(abs(fitted / Double(factor) - 1) < 0.05)
    }
    // It is where the likelihood is best.
    let fitted = TemperatureScaling.fit(logits: logits, classes: 3, labels: labels)
    func likelihood(_ temperature: Double) -> Double {
      ClassifierReport(logits: logits, classes: 3, labels: labels, temperature: temperature)
        .negativeLogLikelihood
    }
    #expect(likelihood(fitted) <= likelihood(fitted * 1.01))
    #expect(likelihood(fitted) <= likelihood(fitted * 0.99))
  }

  @Test("A classifier that is always right or always wrong meets the bounds")
  func bounds() {
    func fit(_ logits: [Float], _ labels: [Int]) -> Double {
      TemperatureScaling.fit(logits: logits, classes: 2, labels: labels)
    }
    #expect(fit([1, 0, 0, 1], [0, 1]) == TemperatureScaling.range.lowerBound)
    #expect(fit([1, 0, 0, 1], [1, 0]) == TemperatureScaling.range.upperBound)
    #expect(fit([], []) == 1)
  }
}
