extension Explainer {
  /// The smallest step of all values against the slope of the evidence for the most probable class
  /// that makes another class the most probable: x - ε sign(∂E/∂x) (Goodfellow et al. 2015,
  /// arXiv:1412.6572).
  ///
  /// The slope is that of the object: a bound from above, as a better direction may need less.
  /// - Parameter limit: the largest ε, in standard deviations of the values about the absence.
  /// - Returns: `nil` where no step up to the limit changes the class.
  /// - Throws: as `saliency`; `DataError.invalidValue` where another class than the most probable is
  ///   explained.
  public func adversarial(limit: Double = 2) throws -> AdversarialExample? {
    let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
    guard best == target else {
      throw DataError(.invalidValue, "an adversarial example is of the most probable class")
    }
    let values = object.values
    let base = absence.values
    let good = values.indices.filter(object.isGood)
    let square = good.reduce(0.0) { sum, index in
      let difference = Double(values[index] - base[index])
      return sum + difference * difference
    }
    let deviation = (square / Double(max(1, good.count))).squareRoot()
    let slope = try slopes(at: [values]).gradients[0]
    func moved(_ step: Double) -> SkyObject {
      var changed = values
      for index in good where slope[index] != 0 {
        changed[index] -= Float(step) * (slope[index] > 0 ? 1 : -1)
      }
      return object.with(changed)
    }
    func isFlipped(_ answer: [Float]) -> Bool {
      guard answer.allSatisfy(\.isFinite) else { return false }
      let p = Self.calibrated(answer, calibration)
      return p.indices.max { p[$0] < p[$1] } != target
    }
    guard deviation > 0, slope.contains(where: { $0 != 0 }) else { return nil }
    // Coarsely, each a quarter larger than the last, then by halving in between.
    let first = 1e-4
    let ratio = 1.25
    var shares: [Double] = []
    var share = first
    while share < limit {
      shares.append(share)
      share *= ratio
    }
    shares.append(limit)
    let answers = try answers(count: shares.count) { moved(shares[$0] * deviation) }
    guard let hit = answers.firstIndex(where: isFlipped) else { return nil }
    var (low, high) = (hit == 0 ? 0 : shares[hit - 1], shares[hit])
    var answer = answers[hit]
    for _ in 0..<10 {
      let middle = (low + high) / 2
      let next = try self.answers(count: 1) { _ in moved(middle * deviation) }[0]
      if isFlipped(next) { (high, answer) = (middle, next) } else { low = middle }
    }
    let calibrated = Self.calibrated(answer, calibration)
    return AdversarialExample(
      object: moved(high * deviation), step: high * deviation, relativeStep: high, before: target,
      after: calibrated.indices.max { calibrated[$0] < calibrated[$1] } ?? 0,
      probabilities: calibrated)
  }
}
