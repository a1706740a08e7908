import OrreryKit

extension GradientBoosting: BaselineMethod {
  struct Configuration: BaselineConfiguration {
    var rounds = 150
    var rate = 0.1
    var leaves = 15
    var smallestLeaf = 10
    var penalty = 1.0
    var balance = 0.5
    var highestFrequency = 10.0
    var bins = 60
  }

  static let name = "gradient-boosting"
  static let summary = "Classes by gradient-boosted trees on measured features."
  static let reference = "Friedman 2001, Annals of Statistics 29, 1189"
  static let settings = [
    Setting("rounds", "Trees for each class", range: 1...10_000),
    Setting("rate", "What each tree's answer is multiplied by", range: 1e-4...1),
    Setting("leaves", "Leaves of a tree", range: 2...1000),
    Setting("smallestLeaf", "Objects that a leaf holds at least", range: 1...10_000),
    Setting("penalty", "Added to the curvature of a leaf", range: 0...1e6),
  ]
  static let parts = TreeEnsemble.parts + ["offsets"]

  static func fit(
    _ matrix: FeatureMatrix, labels: [Int], classes: Int, configuration: Configuration,
    random: inout RandomStream
  ) -> Self {
    var settings = Settings()
    settings.rounds = configuration.rounds
    settings.rate = configuration.rate
    settings.leaves = configuration.leaves
    settings.smallestLeaf = configuration.smallestLeaf
    settings.penalty = configuration.penalty
    settings.weights = ClassWeights.weights(
      labels: labels, classes: classes, balance: configuration.balance)
    return Self(matrix, labels: labels, classes: classes, settings: settings)
  }

  var stored: [String: [Float]] {
    ensemble.stored.merging(["offsets": offsets]) { own, _ in own }
  }

  init?(
    _ stored: [String: [Float]], classes: Int, columns: Int, configuration: Configuration
  ) {
    guard let ensemble = TreeEnsemble(stored, width: 1, columns: columns),
      let offsets = stored["offsets"], offsets.count == classes,
      ensemble.roots.count % classes == 0
    else { return nil }
    self.init(ensemble, offsets: offsets)
  }
}
