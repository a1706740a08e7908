import OrreryKit

/// Trees over random parts of objects and features, whose shares are averaged (Breiman 2001, Machine
/// Learning 45, 5), or over all objects with random thresholds (extremely randomised trees; Geurts et
/// al. 2006, Machine Learning 63, 3).
public struct RandomForest: FeatureClassifier, Equatable {
  public struct Settings: Sendable, Equatable {
    public var trees = 200
    /// Features looked at for each split; `nil` for the square root of their number.
    public var features: Int?
    /// Objects that a leaf holds at least.
    public var smallestLeaf = 1
    /// Questions on the way to a leaf; `nil` for as many as it takes.
    public var depth: Int?
    /// True for all objects in every tree and one random threshold for each feature.
    public var isExtremelyRandom = false
    /// Weights of the classes; all 1 where left out.
    public var weights: [Double]?
    public init() {}
  }

  public let ensemble: TreeEnsemble
  public var classes: Int { ensemble.width }

  /// A forest that was stored.
  public init(_ ensemble: TreeEnsemble) { self.ensemble = ensemble }

  /// - Parameter matrix: finite features; their scales do not matter.
  /// - Precondition: one label for each row, at least one row.
  public init(
    _ matrix: FeatureMatrix, labels: [Int], classes: Int, settings: Settings = Settings(),
    random: inout RandomStream
  ) {
    precondition(
      matrix.rows == labels.count && matrix.rows > 0 && settings.trees > 0,
      "RandomForest: \(matrix.rows) rows, \(labels.count) labels, \(settings.trees) trees")
    let all = Double(matrix.columns)
    let grower = ClassTreeGrower(
      columns: matrix.transposed, rows: matrix.rows, labels: labels, classes: classes,
      limits: ClassTreeGrower.Limits(
        features: settings.features ?? max(1, Int(all.squareRoot())),
        smallestLeaf: settings.smallestLeaf, depth: settings.depth ?? .max,
        isThresholdRandom: settings.isExtremelyRandom))
    let weights = labels.map { settings.weights?[$0] ?? 1 }
    let seed = random.next()
    let trees = concurrentMap(settings.trees) { number in
      var random = RandomStream(seed: seed, key: "\(number)", purpose: "tree")
      var own = weights
      if !settings.isExtremelyRandom {
        var counts = [Double](repeating: 0, count: labels.count)
        for _ in labels { counts[Int(random.uniform() * Double(labels.count))] += 1 }
        own = zip(weights, counts).map { $0 * $1 }
      }
      return grower.grow(weights: own, random: &random)
    }
    var ensemble = TreeEnsemble(width: classes)
    for tree in trees { ensemble.append(tree) }
    self.ensemble = ensemble
  }

  public func probabilities(_ matrix: FeatureMatrix) -> [Float] {
    precondition(
      matrix.columns >= ensemble.requiredFeatures,
      "RandomForest: \(matrix.columns) features, the trees ask for \(ensemble.requiredFeatures)")
    let count = Double(ensemble.roots.count)
    return concurrentMap(matrix.rows) { row in
      var sums = [Double](repeating: 0, count: classes)
      matrix[row].withUnsafeBufferPointer { ensemble.add($0, to: &sums) }
      return sums.map { Float($0 / count) }
    }.flatMap { $0 }
  }
}
