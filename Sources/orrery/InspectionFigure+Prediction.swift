import Figures
import Foundation
import OrreryKit
import Pipeline

extension InspectionFigure {
  /// Bars of the classes, and the nearest training examples beside or below them; `nil` where the
  /// model tells no classes.
  static func prediction(_ result: Inspector.Result, width: Double) -> Figure? {
    guard let prediction = result.facts.prediction else { return nil }
    let title = "\(prediction.architecture) \(prediction.weights)".printable
    guard let probabilities = prediction.probabilities, !probabilities.isEmpty else {
      guard prediction.unanswered != nil else { return nil }
      var silence = ProbabilityPanel([], title: title)
      silence.captions = [InspectionWords.silence(prediction).printable]
      silence.warns = true
      return Figure(width: width, height: 56, panels: [silence])
    }
    let set = prediction.conformalSet
    var bars = ProbabilityPanel(
      zip(prediction.classes, probabilities).map { name, probability in
        .init(
          name: name.printable, probability: probability, isMember: set?.contains(name) ?? true)
      }, title: title)
    if let level = prediction.conformalLevel, let set {
      bars.captions.append(InspectionWords.set(set, level))
    }
    if let distance = prediction.featureDistance, let limit = prediction.featureDistanceLimit {
      bars.captions.append(InspectionWords.distance(distance, limit, prediction))
      bars.warns = prediction.isOutOfDistribution == true
    }
    let height =
      46 + 15 * Double(min(bars.bars.count, ProbabilityPanel.most))
      + 10 * Double(bars.captions.count)
    guard let examples = prediction.nearestExamples, !examples.isEmpty else {
      return Figure(width: width, height: height, panels: [bars])
    }
    let looks = result.looks.map { look -> ExamplesPanel.Look in
      switch look {
      case .picture(let picture): .picture(picture)
      case .sketch(let x, let y, let isLine): .sketch(x: x, y: y, isLine: isLine)
      }
    }
    let panel = ExamplesPanel(
      examples.enumerated().map { place, example in
        let distance = String(format: "%.2f", example.distance)
        return .init(
          look: looks.indices.contains(place) ? looks[place] : .none,
          title: (example.class ?? "").printable,
          lines: ["at \(distance)", example.id.printable])
      }, title: "Nearest training examples")
    // Beside the bars where there is room for five.
    let isWide = width >= 560
    return Figure(
      width: width, height: isWide ? max(height, 135) : 2 * max(height, 120),
      columns: isWide ? 2 : 1, spacing: 14, panels: [bars, panel])
  }
}
