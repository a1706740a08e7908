/// A method that gives the probability of each class from a row of features.
public protocol FeatureClassifier: Sendable {
  var classes: Int { get }
  /// - Parameter matrix: finite features.
  /// - Returns: `[rows, classes]`, row-major; each row sums to 1.
  func probabilities(_ matrix: FeatureMatrix) -> [Float]
}

extension FeatureClassifier {
  /// The most probable class of each row, of equal ones the first.
  public func labels(_ matrix: FeatureMatrix) -> [Int] {
    let probabilities = probabilities(matrix)
    return (0..<matrix.rows).map { row in
      (0..<classes).max {
        (probabilities[row * classes + $0], $1) < (probabilities[row * classes + $1], $0)
      } ?? 0
    }
  }
}
