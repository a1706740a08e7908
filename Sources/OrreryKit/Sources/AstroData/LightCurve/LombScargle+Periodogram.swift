extension LombScargle {
  /// Powers at even steps of frequency, cycles per day.
  public struct Periodogram: Sendable {
    public let lowest: Double
    public let highest: Double
    public let step: Double
    /// At `lowest + k step`; the last may lie a part of a step beyond `highest`.
    public let powers: [Double]

    /// The highest power in a range of frequencies; `nil` where no step lies in it.
    public func peak(
      from first: Double = 0, to last: Double = .infinity
    ) -> LombScargle.Peak? {
      var best: LombScargle.Peak?
      for index in powers.indices {
        let frequency = lowest + step * Double(index)
        guard frequency >= first, frequency < last, powers[index] > best?.power ?? -1 else {
          continue
        }
        best = LombScargle.Peak(frequency: frequency, power: powers[index])
      }
      return best
    }
  }
}
