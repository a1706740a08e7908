internal import Foundation

/// The loss while the learning rate grows, to choose one by.
public struct LearningRateCurve: Sendable, Codable, Equatable {
  /// One step of the optimiser.
  public struct Point: Sendable, Codable, Equatable {
    /// Of the first parameter group; the others keep their ratio to it.
    public var rate: Double
    /// Of the step's batches, before the step.
    public var loss: Double
    /// Exponential mean of the losses so far.
    public var smoothLoss: Double

    public init(rate: Double, loss: Double, smoothLoss: Double) {
      self.rate = rate
      self.loss = loss
      self.smoothLoss = smoothLoss
    }
  }

  /// In the order of the rates; it ends where the loss was lost.
  public var points: [Point]

  public init(points: [Point]) { self.points = points }

  /// The rate at which the smooth loss falls fastest per factor of the rate, over a fifth of the
  /// points, since single batches differ: a good highest rate of a `OneCycle`. `nil` where it never
  /// falls.
  public var steepest: Double? {
    let reach = max(1, points.count / 10)
    guard points.count > 2 * reach else { return nil }
    let middles = reach..<points.count - reach
    let slopes = middles.map { i -> Double in
      let (before, after) = (points[i - reach], points[i + reach])
      return (after.smoothLoss - before.smoothLoss) / log(after.rate / before.rate)
    }
    guard let lowest = slopes.indices.min(by: { slopes[$0] < slopes[$1] }), slopes[lowest] < 0
    else { return nil }
    return points[reach + lowest].rate
  }
}
