import Foundation
import OrreryKit
import Pipeline

extension InspectionWords {
  /// What the model says, how sure it is, how that moves, and why: lines for people.
  static func prediction(_ facts: Inspection) -> [String] {
    if let reason = facts.noPrediction { return ["", "  no prediction: \(reason)"] }
    guard let prediction = facts.prediction else { return [] }
    let object = prediction.object == "object" ? "" : " of \(prediction.object)"
    var lines = [
      "",
      "  prediction\(object), \(prediction.architecture) with weights '\(prediction.weights)'"
        .printable,
    ]
    if let probabilities = prediction.probabilities {
      let width = prediction.classes.map(\.count).max() ?? 0
      for (name, p) in zip(prediction.classes, probabilities).sorted(by: { $0.1 > $1.1 }) {
        let bar = String(repeating: "█", count: max(0, Int((p * 30).rounded())))
        lines.append(
          "    " + padded(name.printable, width) + String(format: " %5.1f %% ", p * 100) + bar)
      }
    } else {
      lines.append("    " + silence(prediction))
    }
    if let set = prediction.conformalSet, let level = prediction.conformalLevel {
      lines.append("    " + self.set(set, level))
    }
    if let distance = prediction.featureDistance, let limit = prediction.featureDistanceLimit {
      lines.append("    " + self.distance(distance, limit, prediction))
    }
    lines += examples(prediction)
    lines += measurements(prediction.measurements)
    if !prediction.flags.isEmpty {
      lines.append("    flags: " + prediction.flags.joined(separator: ", ").printable)
    }
    lines += prediction.notes.map { "    \($0)" }
    if let variations = facts.variations { lines += self.variations(variations, prediction) }
    return lines + explanation(facts)
  }

  /// Why nothing is said of it.
  static func silence(_ prediction: Inspection.Classified) -> String {
    "nothing can be said of it" + (prediction.unanswered.map { ": \($0)" } ?? "")
  }

  /// `90 % sure to be spiral or merger`.
  static func set(_ set: [String], _ level: Double) -> String {
    String(format: "%g %% sure to be ", 100 * level)
      + (set.isEmpty ? "none of these" : set.joined(separator: " or ")).printable
  }

  static func distance(
    _ distance: Double, _ limit: Double, _ prediction: Inspection.Classified
  ) -> String {
    "feature distance \(number(distance, 4)), of the training up to \(number(limit, 4))"
      + (prediction.isOutOfDistribution == true ? ": UNLIKE THE TRAINING" : "")
  }

  /// A line for each of the nearest objects of the training.
  private static func examples(_ prediction: Inspection.Classified) -> [String] {
    guard let examples = prediction.nearestExamples, !examples.isEmpty else { return [] }
    let typical = prediction.typicalDistance.map {
      String(format: "   (%.2f is usual among them)", $0)
    }
    let width = examples.map { $0.class?.count ?? 0 }.max() ?? 0
    return ["    nearest training examples" + (typical ?? "")]
      + examples.map { example in
        String(format: "      %5.2f  ", example.distance)
          + (width > 0 ? padded((example.class ?? "").printable, width) + "  " : "")
          + example.id.printable
      }
  }

  private static func measurements(_ all: [Inspection.Measured]) -> [String] {
    let shown = all.prefix(12)
    let width = shown.map(\.name.count).max() ?? 0
    var lines = shown.map { measured -> String in
      let value = measured.number.map { number($0, 6) } ?? measured.text ?? "unknown"
      let unit = measured.unit.map { " \($0)" } ?? ""
      return "    " + padded(measured.name, width) + "  " + padded(value + unit, 12)
        + "  \(measured.description)".printable
    }
    if all.count > shown.count {
      lines.append("    … \(all.count - shown.count) more; --json has all")
    }
    return lines
  }

  /// How the prediction moves, a line for each change.
  private static func variations(
    _ all: [Inspection.VariationFacts], _ prediction: Inspection.Classified
  ) -> [String] {
    guard let best = prediction.best else { return [] }
    let width = max(all.map(\.change.count).max() ?? 0, 8)
    var lines = ["", "  what if   (\(best.name.printable) is \(percent(best.probability)))"]
    for variation in all {
      var line = "    " + padded(variation.change, width)
      if let failure = variation.failure {
        line += "  \(failure)"
      } else if let shift = variation.shift {
        line += String(format: "  %5.1f %%  %+6.1f", 100 * (best.probability + shift), 100 * shift)
        if let now = variation.best, now != best.name { line += "  now \(now.printable)" }
      }
      lines.append(line)
    }
    return lines
  }

  // MARK: - Explanations

  private static func explanation(_ facts: Inspection) -> [String] {
    if let reason = facts.noExplanation { return ["", "  no explanation: \(reason)"] }
    guard let explained = facts.explanation else { return [] }
    var lines = [
      "", "  why \(explained.explainedClass), by \(explained.method)".printable,
      String(
        format: "    evidence ln p/(1-p) %+.3f; without its features %+.3f", explained.evidence,
        explained.baseEvidence),
    ]
    if let excess = explained.excess {
      let difference = explained.evidence - explained.baseEvidence
      lines.append(
        String(
          format: "    the values sum to %+.3f, of %+.3f that they explain", difference + excess,
          difference))
    }
    if !explained.strongest.isEmpty {
      lines.append("    most at " + explained.strongest.joined(separator: "; ").printable)
    }
    if let layer = explained.layer {
      let field = layer.receptiveField.map(String.init).joined(separator: " × ")
      lines.append(
        "    \(layer.kind) '\(layer.name)', \(layer.shape.dropFirst().map(String.init).joined(separator: " × ")); each place sees \(field)"
          .printable)
      lines.append(
        "    widest filters: "
          + layer.filters.prefix(8).map {
            "\($0.number) (\(number($0.minimum, 3)) to \(number($0.maximum, 3)))"
          }.joined(separator: ", "))
      lines.append("    layers: " + layer.layers.joined(separator: ", ").printable)
    }
    if let adversarial = explained.adversarial {
      if let step = adversarial.step, let relative = adversarial.relativeStep,
        let becomes = adversarial.becomes
      {
        lines.append(
          "    a step of \(number(step, 3)) in every value, \(number(relative, 3)) of their deviation, "
            + "makes it \(becomes.printable)")
      } else {
        lines.append("    no step against the slope up to two deviations makes it another class")
      }
    }
    return lines
  }

  /// The axis of a map of evidence.
  static func attributionLabel(_ map: Attribution) -> String {
    switch map.method {
    case .saliency: "|slope| [nat per unit]"
    case .gradCAM: "Class activation"
    case .occlusion: "Evidence lost [nat]"
    case .integratedGradients, .kernelSHAP: "Evidence [nat]"
    }
  }

  // MARK: - Stages

  /// A line for each stage: its settings, what it gives.
  static func stages(_ all: [Inspection.StageFacts]) -> [String] {
    let width = all.map(\.name.count).max() ?? 0
    return all.map { stage in
      let settings = stage.settings.sorted { $0.key < $1.key }
        .map { "\($0.key)=\(text($0.value))" }.joined(separator: " ")
      var line =
        "    " + padded(stage.name, width) + "  "
        + stage.shape.map(String.init).joined(separator: " × ")
      if let statistics = stage.statistics.first, let median = statistics.median,
        let low = statistics.minimum, let high = statistics.maximum
      {
        line += ", \(number(low, 4)) to \(number(high, 4)), median \(number(median, 4))"
      }
      if !stage.flags.isEmpty { line += ", " + stage.flags.joined(separator: ", ") }
      if !settings.isEmpty { line += "  (\(String(settings.prefix(80))))" }
      return line.printable
    }
  }

  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .null: "~"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): "\(value)"
    case .number(let value): number(value, 4)
    case .string(let value): value
    case .array(let values): "[" + values.map(text).joined(separator: ",") + "]"
    case .object: "{…}"
    }
  }

  private static func percent(_ value: Double) -> String { String(format: "%.1f %%", 100 * value) }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
