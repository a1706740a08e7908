internal import Foundation

/// From 1/`initialDivisor` up to 1 and down to almost nothing, along cosines, once.
///
/// The group's rate is the highest one. The last factor is 1/(`initialDivisor` · `finalDivisor`).
/// Smith & Topin 2018, "Super-convergence", arXiv:1708.07120. The momentum is not cycled.
public struct OneCycle: Schedule {
  public let unit: ScheduleUnit
  public let total: Int
  public let rise: Double
  public let initialDivisor: Double
  public let finalDivisor: Double

  /// - Parameters:
  ///   - total: counts of the whole cycle.
  ///   - rise: fraction of them until the highest rate.
  public init(
    total: Int, rise: Double = 0.3, initialDivisor: Double = 25, finalDivisor: Double = 10_000,
    unit: ScheduleUnit = .step
  ) {
    precondition(total > 0 && rise > 0 && rise < 1, "OneCycle: rise \(rise) of \(total)")
    self.total = total
    self.rise = rise
    self.initialDivisor = initialDivisor
    self.finalDivisor = finalDivisor
    self.unit = unit
  }

  public func factor(at count: Int) -> Double {
    let top = rise * Double(total) - 1
    let end = Double(total - 1)
    let time = min(Double(count), end)
    let first = 1 / initialDivisor
    func anneal(_ from: Double, _ to: Double, _ progress: Double) -> Double {
      to + (from - to) * (1 + cos(.pi * progress)) / 2
    }
    // A rise of one step has no way to go: the first step is at the top.
    return time <= top && top > 0
      ? anneal(first, 1, time / top)
      : anneal(1, first / finalDivisor, (time - top) / (end - top))
  }
}
