import OrreryKit

/// A trainer, whatever its batches are.
protocol GradientTraining {
  mutating func run(
    checkpoint path: String?, resumes: Bool, stop: StopFlag, report: (TrainingEvent) -> Void
  ) throws -> TrainingResult
  func learningRateCurve(
    from lowest: Double, to highest: Double, steps: Int, smoothing: Double
  ) throws -> LearningRateCurve
}

extension Trainer: GradientTraining {}
