extension WCS: Codable {
  /// Its numbers as they are: the same solution comes back to the bit, which cards do not promise.
  public func encode(to encoder: any Encoder) throws { try solution.encode(to: encoder) }

  /// - Throws: `DecodingError`, or `DataError` where the numbers make no solution.
  public init(from decoder: any Decoder) throws {
    let solution = try CelestialSolution(from: decoder)
    guard solution.isWhole else {
      throw DataError(.damaged, "world coordinates: numbers are missing")
    }
    try self.init(solution)
  }
}

extension CelestialSolution {
  /// Whether everything that is counted on is there.
  fileprivate var isWhole: Bool {
    let polynomials = [distortion?.a, distortion?.b, distortion?.ap, distortion?.bp]
    return types.count == 2 && matrix.count == 2
      && polynomials.allSatisfy { polynomial in
        guard let polynomial else { return true }
        return (0...99).contains(polynomial.order)
          && polynomial.coefficients.count == (polynomial.order + 1) * (polynomial.order + 1)
      }
  }
}
