import OrreryKit

extension NearestNeighbours: BaselineMethod {
  struct Configuration: BaselineConfiguration {
    var neighbours = 15
    var balance = 0.0
    var highestFrequency = 10.0
    var bins = 60
  }

  static let name = "nearest-neighbours"
  static let summary = "Classes of the most similar objects by measured features."
  static let reference = "Cover & Hart 1967, IEEE Trans. Information Theory 13, 21"
  static let settings = [Setting("neighbours", "Objects that vote", range: 1...1000)]
  static let parts = ["rows", "labels", "weights"]

  static func fit(
    _ matrix: FeatureMatrix, labels: [Int], classes: Int, configuration: Configuration,
    random: inout RandomStream
  ) -> Self {
    Self(
      matrix, labels: labels, classes: classes, neighbours: configuration.neighbours,
      weights: ClassWeights.weights(
        labels: labels, classes: classes, balance: configuration.balance))
  }

  var stored: [String: [Float]] {
    [
      "rows": matrix.values, "labels": labels.map { Float($0) },
      "weights": weights.map { Float($0) },
    ]
  }

  init?(
    _ stored: [String: [Float]], classes: Int, columns: Int, configuration: Configuration
  ) {
    guard let rows = stored["rows"], let labels = stored["labels"]?.map({ Int($0) }),
      let weights = stored["weights"], weights.count == classes, !labels.isEmpty,
      rows.count == labels.count * columns, labels.allSatisfy((0..<classes).contains)
    else { return nil }
    self.init(
      FeatureMatrix(rows, columns: columns), labels: labels, classes: classes,
      neighbours: configuration.neighbours, weights: weights.map { Double($0) })
  }
}
