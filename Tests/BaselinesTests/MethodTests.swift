import Foundation
import OrreryKit
import Testing

@testable import Baselines

/// The methods beside scikit-learn's (reference.py).
@Suite("Plain methods")
struct MethodTests {
  let reference: [String: [Double]]
  let rows: FeatureMatrix
  let labels: [Int]
  let queries: FeatureMatrix
  let truth: [Int]

  init() throws {
    let url = try #require(Bundle.module.url(forResource: "reference", withExtension: "json"))
    let reference = try JSONDecoder().decode([String: [Double]].self, from: Data(contentsOf: url))
    self.reference = reference
    func matrix(_ name: String) throws -> FeatureMatrix {
      FeatureMatrix(try #require(reference[name]).map { Float($0) }, columns: 4)
    }
    rows = try matrix("rows")
    queries = try matrix("queries")
    labels = try #require(reference["labels"]).map { Int($0) }
    truth = try #require(reference["truth"]).map { Int($0) }
  }

  /// Largest difference of the probabilities from scikit-learn's.
  func worst(_ method: some FeatureClassifier, _ name: String) throws -> Double {
    let expected = try #require(reference[name])
    let found = method.probabilities(queries)
    try #require(found.count == expected.count)
    return zip(found, expected).map { abs(Double($0) - $1) }.max() ?? 0
  }

  func accuracy(_ method: some FeatureClassifier) -> Double {
    Double(zip(method.labels(queries), truth).count { $0 == $1 }) / Double(truth.count)
  }

  @Test("Nearest neighbours are scikit-learn's")
  func neighbours() throws {
    let method = NearestNeighbours(rows, labels: labels, classes: 3, neighbours: 7)
    #expect(try worst(method, "neighbours") < 1e-6)
    // Of equally distant rows the first counts; more neighbours than rows are all rows.
    let ties = NearestNeighbours(
      FeatureMatrix([1, -1, 1], columns: 1), labels: [0, 1, 1], classes: 2, neighbours: 1)
    #expect(ties.labels(FeatureMatrix([0], columns: 1)) == [0])
    let all = NearestNeighbours(
      FeatureMatrix([1, -1], columns: 1), labels: [0, 1], classes: 2, neighbours: 9)
    #expect(all.probabilities(FeatureMatrix([5], columns: 1)) == [0.5, 0.5])
  }

  @Test("Logistic regression is scikit-learn's")
  func logistic() throws {
    let method = LogisticRegression(rows, labels: labels, classes: 3, freedom: 0.5)
    #expect(try worst(method, "logistic") < 2e-4)
  }

  @Test("Gradient boosting is close to scikit-learn's, probability by probability, and as good")
  func boosting() throws {
    var settings = GradientBoosting.Settings()
    settings.rounds = 25
    settings.leaves = 8
    settings.smallestLeaf = 10
    settings.penalty = 0.5
    let method = GradientBoosting(rows, labels: labels, classes: 3, settings: settings)
    let expected = try #require(reference["boosting"])
    let found = method.probabilities(queries)
    let mean =
      zip(found, expected).reduce(0) { $0 + abs(Double($1.0) - $1.1) } / Double(found.count)
    #expect(mean < 0.015, "\(mean)")
    let theirs = truth.indices.count { row in
      let own = expected[row * 3..<row * 3 + 3]
      return own.firstIndex(of: own.max() ?? 0) == row * 3 + truth[row]
    }
    #expect(abs(accuracy(method) - Double(theirs) / Double(truth.count)) < 0.02)
  }

  @Test("One tree that looks at every feature is scikit-learn's but where splits are equally good")
  func tree() throws {
    let grower = ClassTreeGrower(
      columns: rows.transposed, rows: rows.rows, labels: labels, classes: 3,
      limits: ClassTreeGrower.Limits(features: 4, smallestLeaf: 3))
    var random = RandomStream(seed: 1)
    let tree = RandomForest(
      grower.grow(weights: labels.map { _ in 1 }, random: &random))
    let expected = try #require(reference["tree"])
    let found = tree.probabilities(queries)
    let different = truth.indices.count { n in
      (0..<3).contains { abs(Double(found[3 * n + $0]) - expected[3 * n + $0]) > 1e-5 }
    }
    #expect(different <= 12)
    #expect(accuracy(tree) > 0.88)
  }

  @Test("Forests are as good as scikit-learn's", arguments: [false, true])
  func forests(isExtremelyRandom: Bool) throws {
    var settings = RandomForest.Settings()
    settings.trees = 60
    settings.isExtremelyRandom = isExtremelyRandom
    var random = RandomStream(seed: 7)
    let forest = RandomForest(
      rows, labels: labels, classes: 3, settings: settings, random: &random)
    let expected = try #require(reference[isExtremelyRandom ? "extra" : "forest"])
    #expect(abs(accuracy(forest) - expected[0]) < 4 * expected[1] + 0.01)
    // The same bits again, on one thread and on several.
    var again = RandomStream(seed: 7)
    let single = Compute.withThreads(1) {
      RandomForest(rows, labels: labels, classes: 3, settings: settings, random: &again)
    }
    #expect(single == forest)
    var other = RandomStream(seed: 8)
    #expect(
      RandomForest(rows, labels: labels, classes: 3, settings: settings, random: &other) != forest)
  }

  @Test("Kernel densities are scikit-learn's by both rules")
  func density() throws {
    for rule in KernelDensity.Rule.allCases {
      let density = KernelDensity(rows, rule: rule).logDensities(queries)
      let expected = try #require(reference[rule.rawValue])
      #expect(zip(density, expected).allSatisfy { abs($0 - $1) < 2e-4 * max(1, abs($1)) })
    }
    let density = KernelDensity(rows)
    #expect(density.logDensities(FeatureMatrix([.nan, 0, 0, 0], columns: 4))[0].isNaN)
    var random = RandomStream(seed: 3)
    #expect(density.sample(10, random: &random).rows == 10)
  }

  @Test("Rare classes weigh more where asked to; absent ones are improbable, not impossible")
  func weights() {
    let weights = ClassWeights.weights(labels: [0, 0, 0, 1], classes: 3, balance: 1)
    #expect(abs(3 * weights[0] - weights[1]) < 1e-12 && weights[2] == 0)
    #expect(abs((3 * weights[0] + weights[1]) / 4 - 1) < 1e-12)
    #expect(ClassWeights.weights(labels: [0, 1, 1], classes: 2, balance: 0) == [1, 1])
    let boosting = GradientBoosting(
      FeatureMatrix([0, 0, 1, 1], columns: 1), labels: [0, 0, 1, 1], classes: 3)
    #expect(boosting.probabilities(FeatureMatrix([0], columns: 1)).allSatisfy { $0.isFinite })
  }

  @Test("Scaling fills what is missing with the median and leaves constants alone")
  func scaling() {
    let matrix = FeatureMatrix([1, 7, 3, 7, .nan, 7, 5, .infinity], columns: 2)
    let scaling = FeatureScaling(fitting: matrix)
    #expect(scaling.medians == [3, 7] && scaling.deviations[1] == 1)
    let scaled = scaling(matrix)
    #expect(scaled.values.allSatisfy { $0.isFinite })
    #expect((0..<4).allSatisfy { scaled[$0].last == 0 } && scaled[2].first == 0)
  }

  @Test("Stored trees that do not fit together are refused")
  func storage() throws {
    var settings = RandomForest.Settings()
    settings.trees = 3
    var random = RandomStream(seed: 7)
    let forest = RandomForest(
      rows, labels: labels, classes: 3, settings: settings, random: &random)
    let stored = forest.ensemble.stored
    #expect(TreeEnsemble(stored, width: 3, columns: 4) == forest.ensemble)
    #expect(TreeEnsemble(stored, width: 3, columns: 1) == nil)
    var circle = stored
    circle["children"] = circle["children"]?.map { _ in 0 }
    #expect(TreeEnsemble(circle, width: 3, columns: 4) == nil)
    var huge = stored
    huge["roots"] = [.nan]
    #expect(TreeEnsemble(huge, width: 3, columns: 4) == nil)
  }
}
