/// The classes of the nearest objects of the training (Cover & Hart 1967): shares of `neighbours`
/// rows by Euclidean distance; of equally distant rows the first in the training counts.
public struct NearestNeighbours: FeatureClassifier, Equatable {
  public let matrix: FeatureMatrix
  public let labels: [Int]
  public let classes: Int
  public let neighbours: Int
  /// Votes of each class count so much.
  public let weights: [Double]

  /// - Parameters:
  ///   - matrix: finite features on like scales.
  ///   - weights: of the classes; all 1 where left out.
  /// - Precondition: one label for each row, at least one row.
  public init(
    _ matrix: FeatureMatrix, labels: [Int], classes: Int, neighbours: Int, weights: [Double]? = nil
  ) {
    precondition(
      matrix.rows == labels.count && matrix.rows > 0 && neighbours > 0,
      "NearestNeighbours: \(matrix.rows) rows, \(labels.count) labels, \(neighbours) neighbours")
    self.matrix = matrix
    self.labels = labels
    self.classes = classes
    self.neighbours = min(neighbours, matrix.rows)
    self.weights = weights ?? [Double](repeating: 1, count: classes)
  }

  public func probabilities(_ queries: FeatureMatrix) -> [Float] {
    precondition(
      queries.columns == matrix.columns,
      "NearestNeighbours: \(queries.columns) features, fitted to \(matrix.columns)")
    return concurrentMap(queries.rows) { shares(queries[$0]) }.flatMap { $0 }
  }

  private func shares(_ query: ArraySlice<Float>) -> [Float] {
    var nearest: [(distance: Float, row: Int)] = []
    nearest.reserveCapacity(neighbours + 1)
    let columns = matrix.columns
    matrix.values.withUnsafeBufferPointer { values in
      query.withUnsafeBufferPointer { query in
        for row in labels.indices {
          var distance: Float = 0
          for column in 0..<columns {
            let difference = values[row * columns + column] - query[column]
            distance += difference * difference
          }
          if nearest.count == neighbours, distance >= nearest[neighbours - 1].distance { continue }
          // Behind those as near: the first of the training stays in front.
          let place = nearest.lastIndex { $0.distance <= distance }.map { $0 + 1 } ?? 0
          nearest.insert((distance, row), at: place)
          if nearest.count > neighbours { nearest.removeLast() }
        }
      }
    }
    var votes = [Double](repeating: 0, count: classes)
    for (_, row) in nearest { votes[labels[row]] += weights[labels[row]] }
    let sum = votes.reduce(0, +)
    return votes.map { Float($0 / sum) }
  }
}
