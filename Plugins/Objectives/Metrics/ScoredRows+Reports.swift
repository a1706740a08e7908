import OrreryKit

extension ScoredRows {
  /// How often each class was taken for each.
  var confusion: ConfusionMatrix {
    let (scalars, width) = (predicted.scalars, classes.count)
    var matrix = ConfusionMatrix(classes: width)
    for (row, label) in labels.enumerated() {
      let own = scalars[row * width..<(row + 1) * width]
      let highest = own.allSatisfy(\.isFinite) ? own.max() : nil
      matrix.add(
        true: label, predicted: highest.flatMap { own.firstIndex(of: $0) }.map { $0 - row * width })
    }
    return matrix
  }

  /// The mean over the classes of what each against the rest gives; those that give nothing are left
  /// out.
  func meanOverClasses(
    _ value: (_ probabilities: [Float], _ labels: [Int], _ positive: Int) -> Double
  ) -> Double {
    let (scalars, labels) = (predicted.scalars, self.labels)
    let values = classes.indices.map { value(scalars, labels, $0) }.filter { !$0.isNaN }
    return values.reduce(0, +) / Double(values.count)
  }

  /// How far values are off, those with a known truth.
  var residuals: ResidualReport? {
    let pairs = zip(predicted.scalars, truth.scalars).filter { $1.isFinite }
    guard !pairs.isEmpty else { return nil }
    return ResidualReport(
      predicted: pairs.map { Double($0.0) }, truth: pairs.map { Double($0.1) }, outlierLimit: 0)
  }
}
