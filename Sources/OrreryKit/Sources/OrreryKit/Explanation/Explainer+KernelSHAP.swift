extension Explainer {
  /// Each part's fair share of the evidence: Shapley values of the game in which parts of the object
  /// are there, or covered by its absence (Lundberg & Lee 2017, arXiv:1705.07874).
  ///
  /// The shares sum to `evidence - baseEvidence`. A part's share is spread evenly over its places.
  /// - Parameters:
  ///   - players: `nil` for about 40 superpixels of an image, 24 stretches of a series.
  ///   - samples: coalitions that the model is asked about.
  public func kernelSHAP(
    _ players: Players? = nil, samples: Int = 1024, seed: UInt64 = 0
  ) throws -> Attribution {
    let players = players ?? defaultPlayers
    var random = RandomStream(seed: seed, key: object.id, purpose: "kernel-shap")
    let game = game(players)
    let shares = try game.kernel(samples: samples, random: &random)
    return attribution(players, shares)
  }

  /// The same by the definition, for few parts.
  /// - Precondition: at most 16 parts.
  public func exactShapley(_ players: Players) throws -> Attribution {
    attribution(players, try game(players).exact())
  }

  /// The parts that `kernelSHAP` takes where none are given.
  public var defaultPlayers: Players {
    object.image.map { .superpixels(of: $0, count: 40) }
      ?? .segments(of: object, count: 24)
  }

  private func game(_ players: Players) -> ShapleyGame {
    let (values, base) = (object.values, absence.values)
    let planes = object.image?.channels ?? 1
    let size = placeCount
    return ShapleyGame(players: players.count) { coalitions in
      try evidence(count: coalitions.count) { number in
        var values = values
        for (part, isThere) in coalitions[number].enumerated() where !isThere {
          for place in players.places[part] {
            for plane in 0..<planes { values[plane * size + place] = base[plane * size + place] }
          }
        }
        return object.with(values)
      }
    }
  }

  private func attribution(_ players: Players, _ shares: [Double]) -> Attribution {
    var values = [Float](repeating: 0, count: placeCount)
    for (places, share) in zip(players.places, shares) {
      for place in places { values[place] = Float(share / Double(places.count)) }
    }
    return Attribution(
      .kernelSHAP, self, values: values, parts: players.labels(placeCount: placeCount),
      shares: shares, isComplete: true)
  }
}
