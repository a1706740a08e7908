/// How the learning rate changes: a factor on the rate of each parameter group.
public protocol Schedule: Sendable {
  /// What `count` counts.
  var unit: ScheduleUnit { get }
  /// The factor for step or epoch `count`, from 0.
  func factor(at count: Int) -> Double
  /// Called after each epoch with the score of the validation; lower is better.
  mutating func observe(_ score: Double)
  /// What `observe` has changed, for checkpoints.
  var state: [Double] { get set }
}

extension Schedule {
  public mutating func observe(_ score: Double) {}
  public var state: [Double] {
    get { [] }
    set {}
  }
}

/// What a schedule counts.
@frozen
public enum ScheduleUnit: Sendable {
  case step, epoch
}
