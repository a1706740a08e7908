import Foundation

/// Several answers to the same question: their average, and how far they disagree (Lakshminarayanan,
/// Pritzel & Blundell 2017, arXiv:1612.01474; Houlsby et al. 2011, arXiv:1112.5745).
struct Opinions {
  /// Mean probability of each class.
  let mean: [Float]
  /// H(mean p) - mean H(p) in nats: 0 where all say the same, at most ln(opinions). What a model does
  /// not know, beside what cannot be known from the object.
  let disagreement: Double

  /// - Parameter opinions: probabilities of the same classes; at least one row.
  init(_ opinions: [[Float]]) {
    let count = Double(opinions.count)
    let mean = (opinions.first ?? []).indices.map { k in
      opinions.reduce(0) { $0 + Double($1[k]) } / count
    }
    func entropy(_ row: [Double]) -> Double {
      row.reduce(0) { $0 - ($1 == 0 ? 0 : $1 * log($1)) }
    }
    self.mean = mean.map { Float($0) }
    let each = opinions.reduce(0) { $0 + entropy($1.map(Double.init)) } / count
    // Rounding must not make it less than nothing; NaN stays NaN.
    let information = entropy(mean) - each
    disagreement = information < 0 ? 0 : information
  }
}
