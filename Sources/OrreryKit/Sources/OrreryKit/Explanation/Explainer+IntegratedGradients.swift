extension Explainer {
  /// What each place adds to the evidence on the straight way from the absence x′ to the object x:
  /// (x - x′) · ∫₀¹ ∂E/∂x (x′ + α (x - x′)) dα (Sundararajan et al. 2017, arXiv:1703.01365).
  ///
  /// The values sum to `evidence - baseEvidence`; `excess` tells how far they do not. Steps are doubled
  /// until that is below `tolerance` of the difference (or of 1, where that is larger), or `limit` is
  /// reached.
  ///
  /// Series whose values no tape follows are moved along the way a stretch at a time: what a stretch
  /// adds is the difference that its step makes, shared among its places by how far they move. So
  /// the sum holds whatever the shape of the model within a stretch.
  /// - Parameters:
  ///   - steps: midpoints of the integral to begin with; with differences an eighth of it.
  ///   - limit: the most midpoints; with differences a 32nd of it.
  public func integratedGradients(
    steps: Int = 32, limit: Int = 512, tolerance: Double = 0.01
  ) throws -> Attribution {
    precondition(steps > 0 && limit >= steps, "integratedGradients: \(steps) steps up to \(limit)")
    let isTraced = try isTraceable()
    var count = isTraced ? steps : max(1, steps / 8)
    let most = isTraced ? limit : max(1, limit / 32)
    while true {
      let added = isTraced ? try integrated(count) : try stepped(count)
      let result = Attribution(
        .integratedGradients, self, values: overPlanes(added, +), isComplete: true)
      let error = abs(result.excess ?? 0)
      let difference = max(abs(evidence - baseEvidence), 1)
      if error <= tolerance * difference || 2 * count > most { return result }
      count *= 2
    }
  }

  private func integrated(_ steps: Int) throws -> [Float] {
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
    return values.indices.map { index in
      let change = Double(values[index]) - Double(base[index])
      return change == 0 || !change.isFinite ? 0 : Float(sum[index] / Double(steps) * change)
    }
  }

  /// The same by E(x_α + hΔ) - E(x_α - hΔ) of each stretch, with Δ = x - x′ there and h half of the
  /// distance between midpoints α.
  private func stepped(_ steps: Int) throws -> [Float] {
    guard object.kind != .image else {
      throw DataError(.unsupported, Self.untraceable)
    }
    let (values, base) = (object.values, absence.values)
    let moves = values.indices.map { index -> Float in
      let change = values[index] - base[index]
      return object.isGood(index) && change.isFinite ? change : 0
    }
    let players = Players.segments(of: object, count: Self.differenceParts)
    let half = 0.5 / Float(steps)
    var shares = [Double](repeating: 0, count: players.count)
    for step in 0..<steps {
      let middle = (Float(step) + 0.5) / Float(steps)
      let point = values.indices.map { moves[$0] == 0 ? values[$0] : base[$0] + middle * moves[$0] }
      let evidence = try evidence(count: 2 * players.count) { number in
        let shift = number % 2 == 0 ? half : -half
        var moved = point
        for place in players.places[number / 2] { moved[place] += shift * moves[place] }
        return object.with(moved)
      }
      for part in shares.indices {
        let difference = evidence[2 * part] - evidence[2 * part + 1]
        if difference.isFinite { shares[part] += difference }
      }
    }
    var added = [Float](repeating: 0, count: values.count)
    for (part, places) in players.places.enumerated() {
      let whole = places.reduce(0.0) { $0 + Double(abs(moves[$1])) }
      guard whole > 0 else { continue }
      for place in places {
        added[place] = Float(shares[part] * Double(abs(moves[place])) / whole)
      }
    }
    return added
  }
}
