internal import Foundation

/// Rises linearly for `warmUp` counts, then falls along half a cosine to `minimum` at `total`.
///
///     (t + 1) / warmUp                                             for t < warmUp
///     minimum + (1 - minimum) (1 + cos(π (t - warmUp) / (total - warmUp))) / 2
///
/// Loshchilov & Hutter 2017, "SGDR", arXiv:1608.03983; warm-up: Goyal et al. 2017, arXiv:1706.02677.
public struct CosineDecay: Schedule {
  public let unit: ScheduleUnit
  public let total: Int
  public let warmUp: Int
  public let minimum: Double

  /// - Parameters:
  ///   - total: counts until the minimum is reached; it stays there.
  ///   - minimum: the last factor.
  /// - Precondition: 0 ≤ `warmUp` < `total`.
  public init(total: Int, warmUp: Int = 0, minimum: Double = 0, unit: ScheduleUnit = .step) {
    precondition(warmUp >= 0 && warmUp < total, "CosineDecay: warm-up \(warmUp) of \(total)")
    self.total = total
    self.warmUp = warmUp
    self.minimum = minimum
    self.unit = unit
  }

  public func factor(at count: Int) -> Double {
    if count < warmUp { return Double(count + 1) / Double(warmUp) }
    let progress = min(1, Double(count - warmUp) / Double(total - warmUp))
    return minimum + (1 - minimum) * (1 + cos(.pi * progress)) / 2
  }
}
