internal import Foundation

extension Trainer {
  /// Trains for some steps with a rate that grows by the same factor from each to the next, and tells
  /// the loss of each: what rate it can bear (Smith 2017, arXiv:1506.01186).
  ///
  /// Model, optimiser and trainer are afterwards as before, to the bit, but that gradients are
  /// forgotten. It ends early where the loss has risen far above where it began, or is not finite.
  /// - Parameters:
  ///   - lowest: first rate of the first parameter group.
  ///   - smoothing: how much of the mean loss a step keeps.
  /// - Throws: what making a batch threw.
  public func learningRateCurve(
    from lowest: Double = 1e-7, to highest: Double = 10, steps: Int = 100, smoothing: Double = 0.9
  ) throws -> LearningRateCurve {
    precondition(
      lowest > 0 && highest > lowest && steps >= 2 && (0..<1).contains(smoothing),
      "learningRateCurve: \(steps) steps from \(lowest) to \(highest), smoothing \(smoothing)")
    let rate = optimizer.groups.first?.learningRate ?? 0
    precondition(rate > 0, "learningRateCurve: the first group's learning rate is \(rate)")
    let state = model.stateDictionary()
    var copy = self
    copy.average = nil
    copy.best = nil
    copy.progress.totalSteps = 0
    let ramp = Ramp(first: lowest / rate, growth: pow(highest / lowest, 1 / Double(steps - 1)))
    copy.schedule = ramp
    let points = Result { try copy.climb(ramp, rate: rate, steps: steps, smoothing: smoothing) }
    _ = try model.load(state)
    optimizer.zeroGradients()
    return LearningRateCurve(points: try points.get())
  }

  private mutating func climb(
    _ ramp: Ramp, rate: Double, steps: Int, smoothing: Double
  ) throws -> [LearningRateCurve.Point] {
    var points: [LearningRateCurve.Point] = []
    var (mean, lowest) = (0.0, Double.infinity)
    var epoch = 0
    var batches = training.batches(epoch: epoch)
    while points.count < steps {
      let outcome: (loss: Double, norm: Double)?
      do { outcome = try takeStep(batches) } catch is TrainingDiverged { break }
      guard let loss = outcome?.loss else {
        epoch += 1
        batches = training.batches(epoch: epoch)
        continue
      }
      mean = smoothing * mean + (1 - smoothing) * loss
      let smooth = mean / (1 - pow(smoothing, Double(points.count + 1)))
      points.append(
        LearningRateCurve.Point(
          rate: rate * ramp.factor(at: points.count), loss: loss, smoothLoss: smooth))
      lowest = min(lowest, smooth)
      let first = points[0].smoothLoss
      if smooth > lowest + max(abs(first), 2 * (first - lowest)) { break }
    }
    return points
  }
}

/// Grows by one factor at each step.
private struct Ramp: Schedule {
  let first: Double
  let growth: Double
  var unit: ScheduleUnit { .step }
  func factor(at count: Int) -> Double { first * pow(growth, Double(count)) }
}
