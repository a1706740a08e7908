/// Whether conformal sets keep their promise on objects that neither training nor their fit saw.
public struct ConformalReport: Sendable, Codable, Equatable {
  /// What was promised.
  public let level: Double
  /// Share of the objects whose set holds the true class; NaN where there are none.
  public let coverage: Double
  /// One standard deviation of `coverage`.
  public let coverageError: Double
  /// The same for each true class; NaN for a class without objects.
  public let classCoverages: [Double]
  /// Mean number of classes in a set.
  public let meanSize: Double
  /// How many objects have a set of 1, 2, 3 … classes.
  public let sizes: [Int]
  /// Objects whose probabilities are not finite; their sets hold every class.
  public let unusable: Int

  /// - Parameter probabilities: `[N, classes]`, row-major.
  public init(_ conformal: ConformalClassifier, probabilities: [Float], labels: [Int]) {
    let classes = conformal.thresholds.count
    precondition(
      probabilities.count == labels.count * classes,
      "ConformalReport: \(probabilities.count) probabilities, \(labels.count) labels")
    var sizes = [Int](repeating: 0, count: classes)
    var held = [Int](repeating: 0, count: classes)
    var totals = held
    var unusable = 0
    for (n, label) in labels.enumerated() {
      let row = probabilities[(n * classes)..<((n + 1) * classes)]
      let set = conformal.set(row)
      if !row.allSatisfy(\.isFinite) { unusable += 1 }
      sizes[set.count - 1] += 1
      totals[label] += 1
      if set.contains(label) { held[label] += 1 }
    }
    let count = Double(labels.count)
    let share = Double(held.reduce(0, +)) / count
    level = conformal.level
    coverage = share
    coverageError = (share * (1 - share) / count).squareRoot()
    classCoverages = zip(held, totals).map { Double($0) / Double($1) }
    meanSize = Double(sizes.enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element }) / count
    self.sizes = sizes
    self.unusable = unusable
  }
}
