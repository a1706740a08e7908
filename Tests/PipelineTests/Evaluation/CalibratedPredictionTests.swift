import OrreryKit
import Testing

@testable import Pipeline

@Suite("Calibrated predictions")
struct CalibratedPredictionTests {
  /// Two classes whose features lie at -4 and 4.
  static func predictions(_ count: Int, seed: UInt64) -> ([Prediction], [Int]) {
    var random = RandomStream(seed: seed)
    var predictions: [Prediction] = []
    var labels: [Int] = []
    for n in 0..<count {
      let label = n % 2
      let p = Float(label == 1 ? random.uniform(0.4, 1) : random.uniform(0, 0.6))
      predictions.append(
        Prediction(
          probabilities: [1 - p, p],
          features: [Float(8 * label - 4) + Float(random.normal()), Float(random.normal())]))
      labels.append(label)
    }
    return (predictions, labels)
  }

  static func fit() -> Calibration {
    CalibrationFit.fit(
      training: predictions(200, seed: 1), validation: predictions(200, seed: 2), classes: 2)
  }

  @Test("A clear object gets one class, an unclear one both, one without an answer none")
  func sets() throws {
    let calibration = Self.fit()
    func set(_ probabilities: [Float]) throws -> OrreryKit.Measurement.Value? {
      var prediction = Prediction(probabilities: probabilities)
      try calibration.addSet(to: &prediction, classes: ["star", "galaxy"])
      return prediction.measurements.first { $0.name == "conformal_set" }?.value
    }
    #expect(try set([0.99, 0.01]) == .string("star"))
    #expect(try set([0.48, 0.52]) == .string("galaxy,star"))
    #expect(try set([.nan, .nan]) == .string(""))
    #expect(throws: DataError.self) {
      var other = Prediction(probabilities: [0.2, 0.3, 0.5])
      try calibration.addSet(to: &other, classes: ["a", "b", "c"])
    }
  }

  @Test("What is unlike the training is flagged, what has no features is not")
  func distance() throws {
    let calibration = Self.fit()
    func answer(_ features: [Float]) throws -> Prediction {
      var prediction = Prediction(features: features)
      try calibration.addDistance(to: &prediction)
      return prediction
    }
    #expect(try answer([4, 0]).flags.isEmpty)
    // Between the classes is nowhere.
    #expect(try answer([0, 9]).flags == [.outOfDistribution])
    let empty = try answer([])
    #expect(empty.flags.isEmpty)
    guard case .real(let value)? = empty.measurements.first?.value else {
      Issue.record("no distance")
      return
    }
    #expect(value.isNaN)
    #expect(throws: DataError.self) { _ = try answer([1]) }
  }

  @Test("What a card lacks is fitted as a training fits it; what it has stays")
  func completed() throws {
    let (training, validation) = (Self.predictions(200, seed: 1), Self.predictions(200, seed: 2))
    func completed(_ calibration: Calibration) -> Calibration {
      CalibrationFit.completed(
        calibration, training: training, validation: validation, classes: 2)
    }
    let whole = Self.fit()
    var part = whole
    (part.conformal, part.distance) = (nil, nil)
    #expect(completed(part) == whole)
    // Under another temperature the sets are others, and hold the truth as often.
    part.temperature = 3
    let warm = completed(part)
    #expect(warm.temperature == 3 && warm.distance == whole.distance)
    #expect(warm.conformal != nil && warm.conformal != whole.conformal)
    part.conformal = whole.conformal
    #expect(completed(part).conformal == whole.conformal)
  }

  @Test("Without a validation part nothing is fitted")
  func nothing() {
    let calibration = CalibrationFit.fit(
      training: Self.predictions(20, seed: 1), validation: ([], []), classes: 2)
    #expect(calibration == Calibration())
  }
}
