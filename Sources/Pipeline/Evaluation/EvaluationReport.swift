import OrreryKit

/// Several models, measured by the same rules.
public struct EvaluationReport: Sendable {
  public let classifiers: [ClassEvaluation]
  public let numbers: [NumberEvaluation]
  public let courses: [TimeEvaluation]
  public let fields: [FieldEvaluation]
  public let samples: [SampleEvaluation]
  public let densities: [DensityEvaluation]
  /// What the recipes name besides.
  public let metrics: [MetricEvaluation]
  /// What few labels are good for, where that was asked.
  public let learning: [LearningCurve]
  /// The first model against each of the others, where they were asked about the same objects.
  public let comparisons: [PairedComparison]

  /// - Parameter level: of the conformal sets.
  public init(
    _ models: [EvaluatedModel], learning: [LearningCurve] = [], level: Double = 0.9
  ) {
    self.learning = learning
    classifiers = models.flatMap { model in
      ([model] + model.questions.map { $0.asked(of: model) }).compactMap {
        ClassEvaluation($0, level: level)
      }
    }
    // How many sources a field has counts those that nobody could see.
    numbers = models.filter { $0.fields == nil }.flatMap { NumberEvaluation.all($0) }
    courses = models.compactMap { TimeEvaluation($0) }
    fields = models.compactMap(\.fields)
    samples = models.compactMap(\.samples)
    densities = models.compactMap { DensityEvaluation($0) }
    metrics = models.compactMap { MetricEvaluation($0) }
    comparisons =
      models.first.map { first in
        models.dropFirst().compactMap { PairedComparison(first, $0) }
      } ?? []
  }

  public var isEmpty: Bool {
    classifiers.isEmpty && numbers.isEmpty && fields.isEmpty && samples.isEmpty
      && densities.isEmpty && metrics.isEmpty && learning.isEmpty
  }

  public var json: JSONValue {
    .object([
      "orrery": .string(SDKInfo.version),
      "classification": .array(classifiers.map(\.json)),
      "numbers": .array(numbers.map(\.json)),
      "over-time": .array(courses.map(\.json)),
      "fields": .array(fields.map(\.json)), "samples": .array(samples.map(\.json)),
      "densities": .array(densities.map(\.json)),
      "metrics": .array(metrics.map(\.json)),
      "learning-curves": .array(learning.map(\.json)),
      "comparisons": .array(comparisons.map(\.json)),
    ])
  }
}
