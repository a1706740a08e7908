/// Multiplies the rate by `factor` when the score has not improved for more than `patience` epochs.
///
/// An improvement is a fall by more than `threshold` of the best score. NaN is no improvement.
public struct ReduceOnPlateau: Schedule {
  public let factor: Double
  public let patience: Int
  public let threshold: Double
  public let cooldown: Int
  public let minimum: Double
  private var present = 1.0
  private var best = Double.infinity
  private var badEpochs = 0
  private var coolingEpochs = 0

  /// - Parameters:
  ///   - patience: epochs without improvement that are tolerated.
  ///   - cooldown: epochs after a reduction that do not count.
  ///   - minimum: the lowest factor.
  public init(
    factor: Double = 0.1, patience: Int = 10, threshold: Double = 1e-4, cooldown: Int = 0,
    minimum: Double = 0
  ) {
    self.factor = factor
    self.patience = patience
    self.threshold = threshold
    self.cooldown = cooldown
    self.minimum = minimum
  }

  public var unit: ScheduleUnit { .epoch }
  public func factor(at count: Int) -> Double { present }

  public mutating func observe(_ score: Double) {
    if score < best - (best.isFinite ? abs(best) * threshold : 0) {
      best = score
      badEpochs = 0
    } else {
      badEpochs += 1
    }
    if coolingEpochs > 0 {
      coolingEpochs -= 1
      badEpochs = 0
    }
    if badEpochs > patience {
      present = max(present * factor, minimum)
      coolingEpochs = cooldown
      badEpochs = 0
    }
  }

  public var state: [Double] {
    get { [present, best, Double(badEpochs), Double(coolingEpochs)] }
    set {
      guard newValue.count == 4, let bad = Int(exactly: newValue[2]),
        let cooling = Int(exactly: newValue[3])
      else { return }
      (present, best, badEpochs, coolingEpochs) = (newValue[0], newValue[1], bad, cooling)
    }
  }
}
