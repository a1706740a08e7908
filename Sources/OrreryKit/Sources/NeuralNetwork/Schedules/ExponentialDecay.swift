internal import Foundation

/// Multiplies the rate by `factor` after every epoch: factor^epoch.
public struct ExponentialDecay: Schedule {
  public let unit: ScheduleUnit
  public let factor: Double

  public init(factor: Double, unit: ScheduleUnit = .epoch) {
    self.factor = factor
    self.unit = unit
  }

  public func factor(at count: Int) -> Double { pow(factor, Double(count)) }
}
