import Foundation
import OrreryKit

/// Everything measured of a predicted number: a redshift, a sub-type.
public struct NumberEvaluation: Sendable {
  public let name: String
  /// Of the true number: `z`.
  public let quantity: String
  public let numbers: Answers.Numbers
  public let report: ResidualReport
  /// Where the truths lie in normal distributions of the errors given; `nil` without errors.
  public let distributions: DistributionReport?

  /// True for redshifts, whose residuals are divided by 1 + z.
  public var isRedshift: Bool { quantity == "z" || quantity == "redshift" }

  static let levels = [0.5, 0.68, 0.8, 0.9, 0.95]

  init(model: String, quantity: String, numbers: Answers.Numbers) {
    let isRedshift = quantity == "z" || quantity == "redshift"
    name = model
    self.quantity = quantity
    self.numbers = numbers
    report = ResidualReport(
      predicted: numbers.predicted, truth: numbers.truth,
      scale: isRedshift ? .onePlusTruth : .absolute, outlierLimit: isRedshift ? 0.15 : .infinity)
    distributions =
      numbers.errors.isEmpty
      ? nil
      : DistributionReport(
        zip(numbers.predicted, numbers.errors).map {
          GaussianMixture(weights: [1], means: [$0], deviations: [$1])
        }, truth: numbers.truth)
  }

  /// One for each true number that the model predicts.
  public static func all(_ model: EvaluatedModel) -> [NumberEvaluation] {
    model.test.numbers.sorted { $0.key < $1.key }.filter { !$0.value.truth.isEmpty }.map {
      NumberEvaluation(model: model.name, quantity: $0.key, numbers: $0.value)
    }
  }

  /// All figures; `null` where there is none.
  public var json: JSONValue {
    var result: [String: JSONValue] = [
      "model": .string(name), "quantity": .string(quantity),
      "objects": .integer(Int64(report.count)), "unusable": .integer(Int64(report.unusable)),
      "bias": .figure(report.bias), "median": .figure(report.median),
      "rms": .figure(report.rootMeanSquare), "mean-absolute": .figure(report.meanAbsolute),
      "nmad": .figure(report.normalisedMAD),
      "outliers-beyond-5-sigma": .figure(report.outliersBeyondFiveSigma),
      "residual": .string(isRedshift ? "(z - z true) / (1 + z true)" : "value - truth"),
    ]
    if isRedshift {
      result["outlier-limit"] = .figure(report.outlierLimit)
      result["outliers"] = .figure(report.outliers)
    }
    if let distributions {
      result["crps"] = .figure(distributions.rankedProbabilityScore)
      result["log-likelihood"] = .figure(distributions.logLikelihood)
      result["pit"] = .array(distributions.histogram.map { .integer(Int64($0)) })
      result["pit-ks"] = .figure(distributions.uniformDistance)
      result["coverage"] = .array(
        Self.levels.map {
          .object(["level": .figure($0), "share": .figure(distributions.coverage($0))])
        })
    }
    return .object(result)
  }
}
