import OrreryKit

extension LogisticRegression: BaselineMethod {
  struct Configuration: BaselineConfiguration {
    var freedom = 1.0
    var balance = 0.5
    var highestFrequency = 10.0
    var bins = 60
  }

  static let name = "logistic-regression"
  static let summary = "Classes by logistic regression on measured features."
  static let reference = "Cox 1958, J. Royal Statistical Society B 20, 215"
  static let settings = [
    Setting("freedom", "Inverse strength of the penalty on the weights", range: 1e-6...1e6)
  ]
  static let parts = ["weights", "offsets"]

  static func fit(
    _ matrix: FeatureMatrix, labels: [Int], classes: Int, configuration: Configuration,
    random: inout RandomStream
  ) -> Self {
    Self(
      matrix, labels: labels, classes: classes, freedom: configuration.freedom,
      classWeights: ClassWeights.weights(
        labels: labels, classes: classes, balance: configuration.balance))
  }

  var stored: [String: [Float]] { ["weights": weights, "offsets": offsets] }

  init?(
    _ stored: [String: [Float]], classes: Int, columns: Int, configuration: Configuration
  ) {
    guard let weights = stored["weights"], let offsets = stored["offsets"],
      offsets.count == classes, weights.count == classes * columns
    else { return nil }
    self.init(weights: weights, offsets: offsets)
  }
}
