extension Explainer {
  /// What each place adds to the evidence on the straight way from the absence x′ to the object x:
  /// (x - x′) · ∫₀¹ ∂E/∂x (x′ + α (x - x′)) dα (Sundararajan et al. 2017, arXiv:1703.01365).
  ///
  /// The values sum to `evidence - baseEvidence`; `excess` tells how far they do not. Steps are doubled
  /// until that is below `tolerance` of the difference (or of 1, where that is larger), or `limit` is
  /// reached.
  /// - Parameters:
  ///   - steps: midpoints of the integral to begin with.
  ///   - limit: the most midpoints; with differences a 32nd of it.
  public func integratedGradients(
    steps: Int = 32, limit: Int = 512, tolerance: Double = 0.01
  ) throws -> Attribution {
    precondition(steps > 0 && limit >= steps, "integratedGradients: \(steps) steps up to \(limit)")
    let isTraced = try isTraceable()
    var count = isTraced ? steps : max(1, steps / 8)
    let most = isTraced ? limit : max(1, limit / 32)
    while true {
      let result = try integrated(count)
      let error = abs(result.excess ?? 0)
      let difference = max(abs(evidence - baseEvidence), 1)
      if error <= tolerance * difference || 2 * count > most { return result }
      count *= 2
    }
  }

  private func integrated(_ steps: Int) throws -> Attribution {
    let (values, base) = (object.values, absence.values)
    var sum = [Double](repeating: 0, count: values.count)
    for start in stride(from: 0, to: steps, by: Self.batch) {
      let points = (start..<min(start + Self.batch, steps)).map { step in
        let share = (Float(step) + 0.5) / Float(steps)
        return values.indices.map { base[$0] + share * (values[$0] - base[$0]) }
      }
      for gradient in try slopes(at: points).gradients {
        for index in sum.indices { sum[index] += Double(gradient[index]) }
      }
    }
    let added = values.indices.map { index in
      let change = Double(values[index]) - Double(base[index])
      return change == 0 || !change.isFinite ? 0 : Float(sum[index] / Double(steps) * change)
    }
    return Attribution(
      .integratedGradients, self, values: overPlanes(added, +), isComplete: true)
  }
}
