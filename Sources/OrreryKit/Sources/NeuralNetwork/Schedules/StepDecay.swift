internal import Foundation

/// Multiplies the rate by `factor` after every `interval` epochs: factor^⌊epoch / interval⌋.
public struct StepDecay: Schedule {
  public let unit: ScheduleUnit
  public let interval: Int
  public let factor: Double

  /// - Precondition: `interval` is at least 1.
  public init(every interval: Int, factor: Double = 0.1, unit: ScheduleUnit = .epoch) {
    precondition(interval >= 1, "StepDecay: interval \(interval)")
    self.interval = interval
    self.factor = factor
    self.unit = unit
  }

  public func factor(at count: Int) -> Double { pow(factor, Double(count / interval)) }
}
