extension Collection<Double> {
  /// The mean of the two middle values where the count is even; NaN where there is none.
  var median: Double {
    guard !isEmpty else { return .nan }
    let ordered = sorted()
    let middle = ordered.count / 2
    return ordered.count % 2 == 1 ? ordered[middle] : 0.5 * (ordered[middle - 1] + ordered[middle])
  }
}
