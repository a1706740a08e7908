/// Brings features to mean 0 and deviation 1, and puts the median where a feature could not be
/// measured; a column says so by itself nowhere, so that a method cannot learn from the gap.
public struct FeatureScaling: Sendable, Equatable {
  /// Medians of the columns over the finite values, 0 where there are none.
  public let medians: [Float]
  public let means: [Float]
  /// 1 for a column that does not vary.
  public let deviations: [Float]

  public init(medians: [Float], means: [Float], deviations: [Float]) {
    self.medians = medians
    self.means = means
    self.deviations = deviations
  }

  /// The statistics of the training rows.
  public init(fitting matrix: FeatureMatrix) {
    var medians: [Float] = [], means: [Float] = [], deviations: [Float] = []
    for column in 0..<matrix.columns {
      let finite = (0..<matrix.rows).map { matrix.values[$0 * matrix.columns + column] }
        .filter(\.isFinite).sorted()
      let middle = finite.isEmpty ? 0 : finite[finite.count / 2]
      let missing = Double(matrix.rows - finite.count)
      // Filled values count: the deviation is that of what the method sees.
      let count = Double(max(1, matrix.rows))
      let sum = finite.reduce(0.0) { $0 + Double($1) } + missing * Double(middle)
      let mean = sum / count
      var squares = missing * (Double(middle) - mean) * (Double(middle) - mean)
      for value in finite { squares += (Double(value) - mean) * (Double(value) - mean) }
      let variance = squares / count
      medians.append(middle)
      means.append(Float(mean))
      // Not above 0 alone: rounding gives equal values a little more than that.
      let isVarying = finite.first != finite.last && variance > 0
      deviations.append(isVarying ? Float(variance.squareRoot()) : 1)
    }
    self.init(medians: medians, means: means, deviations: deviations)
  }

  /// - Precondition: as many columns as it was fitted to.
  public func callAsFunction(_ matrix: FeatureMatrix) -> FeatureMatrix {
    precondition(
      matrix.columns == means.count,
      "FeatureScaling: \(matrix.columns) columns, fitted to \(means.count)")
    var values = matrix.values
    for index in values.indices {
      let column = index % matrix.columns
      let value = values[index].isFinite ? values[index] : medians[column]
      values[index] = (value - means[column]) / deviations[column]
    }
    return FeatureMatrix(values, columns: matrix.columns)
  }
}
