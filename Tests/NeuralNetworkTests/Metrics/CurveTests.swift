import OrreryKit
import Testing

@Suite("Curves, calibration and sets of classifiers")
struct CurveTests {
  let probabilities: [Float]
  /// Without equal values, whose order in bins would be open.
  let soft: [Float]
  let labels: [Int]

  init() throws {
    probabilities = try Reference.tensor("metrics/classifier/probabilities").scalars
    soft = try Reference.tensor("metrics/classifier/soft").scalars
    labels = try Reference.integers("metrics/classifier/labels")
  }

  func expect(
    _ values: [Double], _ name: String, tolerance: Float = 1e-5,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try Reference.tensor("metrics/\(name)")
    expectClose(
      Tensor(values.map(Float.init), shape: [values.count]), expected.flattened(),
      tolerance: tolerance, "\(name)", sourceLocation: sourceLocation)
  }

  @Test("ROC and precision-recall curves are scikit-learn's, with equal scores")
  func curves() throws {
    for k in 0..<3 {
      let roc = ROCCurve(probabilities: probabilities, classes: 3, labels: labels, positive: k)
      try expect(roc.falsePositiveRates, "roc/\(k)/fpr")
      try expect(roc.truePositiveRates, "roc/\(k)/tpr")
      try expect([roc.area], "roc/\(k)/area")
      #expect(roc.thresholds.count == roc.truePositiveRates.count && roc.unusable == 0)
      let curve = PrecisionRecallCurve(
        probabilities: probabilities, classes: 3, labels: labels, positive: k)
      // scikit-learn ends the curve where everything is found.
      let expected = try Reference.tensor("metrics/pr/\(k)/recall").count
      try expect(Array(curve.recalls.prefix(expected)), "pr/\(k)/recall")
      try expect(Array(curve.precisions.prefix(expected)), "pr/\(k)/precision")
      try expect([curve.averagePrecision], "pr/\(k)/area")
    }
  }

  @Test("Scores that are NaN are counted; a kind without objects gives NaN")
  func unusableScores() {
    let isPositive = [true, true, false, false]
    let roc = ROCCurve(scores: [0.9, .nan, 0.2, .nan], isPositive: isPositive)
    #expect(roc.unusable == 2 && roc.area == 1)
    let curve = PrecisionRecallCurve(scores: [0.9, .nan, 0.2, .nan], isPositive: isPositive)
    #expect(curve.unusable == 2 && curve.recalls.last == 0.5)
    #expect(ROCCurve(scores: [0.5], isPositive: [true]).area.isNaN)
    #expect(PrecisionRecallCurve(scores: [0.5], isPositive: [false]).averagePrecision.isNaN)
    #expect(ROCCurve(scores: [], isPositive: []).area.isNaN)
    #expect(ROCCurve(scores: [1, 1], isPositive: [true, false]).area == 0.5)
  }

  @Test("A report of probabilities is that of their logarithms, and scikit-learn's")
  func report() throws {
    let report = ClassifierReport(probabilities: probabilities, classes: 3, labels: labels)
    try expect([report.negativeLogLikelihood], "classifier/nll")
    try expect([report.confusion.macroF1], "classifier/macro-f1")
    let honest = ClassifierReport(probabilities: soft, classes: 3, labels: labels, bins: 10)
    try expect([honest.calibrationError], "calibration/top")
    try expect(honest.classCalibrationErrors, "calibration/classes")
    // A tree that is certain and wrong has a finite price; a row of zeros is no answer.
    let certain = ClassifierReport(
      probabilities: [0, 1, 0, 0, 1, .nan], classes: 2, labels: [0, 0, 0])
    #expect(abs(certain.negativeLogLikelihood - 23 * 0.693147) < 1e-3 && certain.unusable == 2)
  }

  @Test("Conformal sets are those of the paper's formulas")
  func conformal() throws {
    let conformal = ConformalClassifier(
      probabilities: soft, classes: 3, labels: labels, level: 0.8, penalty: 0.05)
    try expect([conformal.thresholds[0]], "conformal/threshold")
    let expected = try Reference.integers("metrics/conformal/sets")
    for n in labels.indices {
      let set = conformal.set(soft[(3 * n)..<(3 * n + 3)])
      #expect(set.sorted() == (0..<3).filter { expected[3 * n + $0] == 1 })
    }
    let report = ConformalReport(conformal, probabilities: soft, labels: labels)
    #expect(report.coverage >= 0.8 && report.sizes.reduce(0, +) == 60)
  }

  @Test("Sets keep their promise on new objects, in all and by class")
  func coverage() {
    let (first, firstLabels) = Self.draw(1_500, seed: 1)
    let (second, secondLabels) = Self.draw(1_500, seed: 2)
    for byClass in [false, true] {
      let conformal = ConformalClassifier(
        probabilities: first, classes: 3, labels: firstLabels, level: 0.9, byClass: byClass)
      let report = ConformalReport(conformal, probabilities: second, labels: secondLabels)
      // Three standard deviations of fit and test together.
      #expect(abs(report.coverage - 0.9) < 0.035)
      if byClass { #expect(report.classCoverages.allSatisfy { $0 > 0.83 }) }
      #expect(report.meanSize > 1 && report.meanSize < 2.5)
    }
  }

  @Test("Without enough objects, or with NaN, the set holds every class")
  func everything() {
    let few = ConformalClassifier(
      probabilities: [0.9, 0.1, 0.8, 0.2], classes: 2, labels: [0, 0], level: 0.9)
    #expect(few.set([0.99, 0.01]) == [0, 1])
    let (values, labels) = Self.draw(300, seed: 3)
    let conformal = ConformalClassifier(
      probabilities: values + [.nan, 0, 0], classes: 3, labels: labels + [1], level: 0.8)
    #expect(conformal.unusable == 1 && conformal.count == 301)
    #expect(conformal.set([.nan, 1, 0]) == [0, 1, 2])
    #expect(conformal.set([0.999, 0.0005, 0.0005]).first == 0)
    let report = ConformalReport(conformal, probabilities: [.nan, 0, 0], labels: [2])
    #expect(report.unusable == 1 && report.coverage == 1)
  }

  /// Labels drawn from random probabilities.
  static func draw(_ count: Int, seed: UInt64) -> (probabilities: [Float], labels: [Int]) {
    var random = RandomStream(seed: seed)
    var values: [Float] = []
    var labels: [Int] = []
    for _ in 0..<count {
      let weights = (0..<3).map { _ in -3 * Double(random.uniform() - 1) * random.uniform() + 0.01 }
      let row = weights.map { $0 * $0 * $0 }
      let sum = row.reduce(0, +)
      var rest = random.uniform() * sum
      labels.append(
        row.firstIndex {
          rest -= $0; return rest < 0
        } ?? 2)
      values += row.map { Float($0 / sum) }
    }
    return (values, labels)
  }
}
