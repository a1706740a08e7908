/// The learning rate as given.
public struct ConstantRate: Schedule {
  public init() {}
  public var unit: ScheduleUnit { .epoch }
  public func factor(at count: Int) -> Double { 1 }
}
