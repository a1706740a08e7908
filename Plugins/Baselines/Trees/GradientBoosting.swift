import Foundation

/// Small trees, each fitted to what those before it got wrong: one for each class and round, on the
/// gradient of the cross-entropy (Friedman 2001, Annals of Statistics 29, 1189).
public struct GradientBoosting: FeatureClassifier, Equatable {
  public struct Settings: Sendable, Equatable {
    public var rounds = 100
    /// What each tree's answer is multiplied by.
    public var rate = 0.1
    public var leaves = 31
    /// Objects that a leaf holds at least.
    public var smallestLeaf = 20
    /// Added to the curvature of a leaf: makes small leaves cautious.
    public var penalty = 0.0
    /// Weights of the classes; all 1 where left out.
    public var weights: [Double]?
    public init() {}
  }

  /// Trees of class 0, 1, 2 …, round after round.
  public let ensemble: TreeEnsemble
  /// Logarithm of each class's share in the training.
  public let offsets: [Float]
  public var classes: Int { offsets.count }

  /// A model that was stored.
  public init(_ ensemble: TreeEnsemble, offsets: [Float]) {
    precondition(
      ensemble.width == 1 && ensemble.roots.count % max(1, offsets.count) == 0,
      "GradientBoosting: \(ensemble.roots.count) trees for \(offsets.count) classes")
    self.ensemble = ensemble
    self.offsets = offsets
  }

  /// - Parameter matrix: finite features; their scales do not matter.
  /// - Precondition: one label for each row, at least one row.
  public init(
    _ matrix: FeatureMatrix, labels: [Int], classes: Int, settings: Settings = Settings()
  ) {
    precondition(
      matrix.rows == labels.count && matrix.rows > 0,
      "GradientBoosting: \(matrix.rows) rows, \(labels.count) labels")
    let weights = labels.map { settings.weights?[$0] ?? 1 }
    var shares = [Double](repeating: 0, count: classes)
    for (label, weight) in zip(labels, weights) { shares[label] += weight }
    let total = shares.reduce(0, +)
    // A class without objects is improbable, not impossible.
    let offsets = shares.map { Float(log(max($0 / total, 1e-7))) }
    let grower = GradientTreeGrower(
      columns: BinnedColumns(matrix),
      limits: GradientTreeGrower.Limits(
        leaves: settings.leaves, smallestLeaf: settings.smallestLeaf, penalty: settings.penalty,
        rate: settings.rate))
    var ensemble = TreeEnsemble(width: 1)
    var scores = labels.indices.flatMap { _ in offsets }
    for _ in 0..<settings.rounds {
      let probabilities = Self.softmax(scores, classes)
      let grown = concurrentMap(classes) { k in
        var gradients = [Float](repeating: 0, count: labels.count)
        var curvatures = gradients
        for (n, label) in labels.enumerated() {
          let (p, weight) = (probabilities[n * classes + k], Float(weights[n]))
          gradients[n] = weight * (p - (label == k ? 1 : 0))
          curvatures[n] = weight * p * (1 - p)
        }
        return grower.grow(gradients: gradients, curvatures: curvatures)
      }
      for (k, (tree, values)) in grown.enumerated() {
        ensemble.append(tree)
        for n in labels.indices { scores[n * classes + k] += values[n] }
      }
    }
    self.init(ensemble, offsets: offsets)
  }

  public func probabilities(_ matrix: FeatureMatrix) -> [Float] {
    precondition(
      matrix.columns >= ensemble.requiredFeatures,
      "GradientBoosting: \(matrix.columns) features, the trees ask for "
        + "\(ensemble.requiredFeatures)")
    let scores = concurrentMap(matrix.rows) { row in
      matrix[row].withUnsafeBufferPointer { values in
        (0..<classes).map { k in
          var sum = [Double(offsets[k])]
          ensemble.add(values, first: k, step: classes, to: &sum)
          return Float(sum[0])
        }
      }
    }
    return Self.softmax(scores.flatMap { $0 }, classes)
  }

  private static func softmax(_ scores: [Float], _ classes: Int) -> [Float] {
    var result = scores
    for start in stride(from: 0, to: scores.count, by: classes) {
      let top = scores[start..<(start + classes)].max() ?? 0
      var sum: Float = 0
      for place in start..<(start + classes) {
        result[place] = exp(scores[place] - top)
        sum += result[place]
      }
      for place in start..<(start + classes) { result[place] /= sum }
    }
    return result
  }
}
