/// The smallest of `scores` that a new one from the same source stays at or below with at least this
/// probability: the ⌈(n + 1) level⌉-th (Vovk et al. 2005, "Algorithmic learning in a random world").
///
/// - Returns: `nil` where there are too few scores for the level.
func finiteSampleQuantile(_ scores: [Double], level: Double) -> Double? {
  let rank = Int((Double(scores.count + 1) * level - 1e-9).rounded(.up))
  guard rank >= 1, rank <= scores.count else { return nil }
  return scores.sorted()[rank - 1]
}
