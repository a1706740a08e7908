import OrreryKit

/// A forest of extremely randomised trees as an architecture of its own.
struct ExtraTrees: BaselineMethod {
  typealias Configuration = ForestConfiguration

  static let name = "extra-trees"
  static let summary = "Classes by extremely randomised trees on measured features."
  static let reference = "Geurts et al. 2006, Machine Learning 63, 3"
  static let settings = ForestConfiguration.settings
  static let parts = TreeEnsemble.parts

  private let forest: RandomForest

  var classes: Int { forest.classes }

  static func fit(
    _ matrix: FeatureMatrix, labels: [Int], classes: Int, configuration: Configuration,
    random: inout RandomStream
  ) -> Self {
    Self(forest: configuration.forest(matrix, labels, classes, isExtremelyRandom: true, &random))
  }

  var stored: [String: [Float]] { forest.stored }

  private init(forest: RandomForest) { self.forest = forest }

  init?(
    _ stored: [String: [Float]], classes: Int, columns: Int, configuration: Configuration
  ) {
    guard
      let forest = RandomForest(
        stored, classes: classes, columns: columns, configuration: configuration)
    else { return nil }
    self.forest = forest
  }

  func probabilities(_ matrix: FeatureMatrix) -> [Float] { forest.probabilities(matrix) }
}
