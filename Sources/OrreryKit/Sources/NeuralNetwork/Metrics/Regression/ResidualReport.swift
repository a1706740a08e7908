/// How far predicted numbers are from the true ones.
///
/// Objects without a finite prediction are left out of the moments and count as outliers; `unusable`
/// says how many there are.
public struct ResidualReport: Sendable, Codable, Equatable {
  /// What a residual is.
  @frozen
  public enum Scale: String, Sendable, Codable {
    /// prediction - truth.
    case absolute
    /// (prediction - truth) / (1 + truth), as for redshifts.
    case onePlusTruth = "one-plus-truth"
  }

  /// All objects.
  public let count: Int
  public let unusable: Int
  /// Mean residual.
  public let bias: Double
  public let median: Double
  /// Root mean square of the residuals about 0.
  public let rootMeanSquare: Double
  public let meanAbsolute: Double
  /// 1.4826 median |r - median r|, a deviation that outliers do not move (Hoaglin et al. 1983;
  /// Brammer et al. 2008, ApJ 686, 1503 for redshifts).
  public let normalisedMAD: Double
  /// What `outliers` are beyond.
  public let outlierLimit: Double
  /// Share of the objects with |r| above `outlierLimit`, or without a prediction.
  public let outliers: Double
  /// Share of the objects with |r - median r| above five `normalisedMAD`, or without a prediction.
  public let outliersBeyondFiveSigma: Double

  /// - Parameters:
  ///   - truth: finite.
  ///   - outlierLimit: 0.15 is the custom for redshifts.
  public init(
    predicted: [Double], truth: [Double], scale: Scale = .absolute, outlierLimit: Double
  ) {
    precondition(
      predicted.count == truth.count && truth.allSatisfy(\.isFinite),
      "ResidualReport: \(predicted.count) predictions for \(truth.count) finite truths")
    let residuals = Self.residuals(predicted: predicted, truth: truth, scale: scale)
      .filter(\.isFinite)
    let used = Double(residuals.count)
    let middle = residuals.median
    let deviation = 1.4826 * residuals.map { abs($0 - middle) }.median
    count = truth.count
    let missing = truth.count - residuals.count
    unusable = missing
    bias = residuals.reduce(0, +) / used
    median = middle
    rootMeanSquare = (residuals.reduce(0) { $0 + $1 * $1 } / used).squareRoot()
    meanAbsolute = residuals.reduce(0) { $0 + abs($1) } / used
    normalisedMAD = deviation
    self.outlierLimit = outlierLimit
    outliers =
      Double(residuals.count { abs($0) > outlierLimit } + missing) / Double(truth.count)
    outliersBeyondFiveSigma =
      Double(residuals.count { abs($0 - middle) > 5 * deviation } + missing) / Double(truth.count)
  }

  /// The residual of each object.
  public static func residuals(predicted: [Double], truth: [Double], scale: Scale) -> [Double] {
    zip(predicted, truth).map { prediction, truth in
      (prediction - truth) / (scale == .absolute ? 1 : 1 + truth)
    }
  }
}
