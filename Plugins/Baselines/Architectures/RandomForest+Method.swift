import OrreryKit

/// Settings of forests.
struct ForestConfiguration: BaselineConfiguration {
  var trees = 300
  var smallestLeaf = 1
  var depth: Int? = nil
  var balance = 0.5
  var highestFrequency = 10.0
  var bins = 60

  static let settings = [
    Setting("trees", "Trees whose shares are averaged", range: 1...10_000),
    Setting("smallestLeaf", "Objects that a leaf holds at least", range: 1...10_000),
    Setting(
      "depth", "Questions on the way to a leaf; as many as it takes where left out",
      range: 1...1000, type: "whole number"),
  ]

  func forest(
    _ matrix: FeatureMatrix, _ labels: [Int], _ classes: Int, isExtremelyRandom: Bool,
    _ random: inout RandomStream
  ) -> RandomForest {
    var settings = RandomForest.Settings()
    settings.trees = trees
    settings.smallestLeaf = smallestLeaf
    settings.depth = depth
    settings.isExtremelyRandom = isExtremelyRandom
    settings.weights = ClassWeights.weights(labels: labels, classes: classes, balance: balance)
    return RandomForest(
      matrix, labels: labels, classes: classes, settings: settings, random: &random)
  }
}

extension RandomForest: BaselineMethod {
  typealias Configuration = ForestConfiguration

  static let name = "random-forest"
  static let summary = "Classes by a random forest on measured features."
  static let reference = "Breiman 2001, Machine Learning 45, 5"
  static let settings = ForestConfiguration.settings
  static let parts = TreeEnsemble.parts

  static func fit(
    _ matrix: FeatureMatrix, labels: [Int], classes: Int, configuration: Configuration,
    random: inout RandomStream
  ) -> Self {
    configuration.forest(matrix, labels, classes, isExtremelyRandom: false, &random)
  }

  var stored: [String: [Float]] { ensemble.stored }

  init?(
    _ stored: [String: [Float]], classes: Int, columns: Int, configuration: Configuration
  ) {
    guard let ensemble = TreeEnsemble(stored, width: classes, columns: columns) else { return nil }
    self.init(ensemble)
  }
}
