import Foundation
import OrreryKit
import Pipeline

/// What `orrery train` says on stderr.
final class TrainingTalk {
  private let isQuiet: Bool
  private let epochs: Int
  private var start = Date()
  private var shown = Date.distantPast

  init(isQuiet: Bool, epochs: Int) {
    self.isQuiet = isQuiet
    self.epochs = epochs
  }

  func begin(_ recipe: TrainingRecipe) {
    say("\(recipe.file): \(recipe.description)")
  }

  func report(_ event: ModelTraining.Event) {
    switch event {
    case .preparing(let done, let total): passing("preparing object \(done) of \(total)")
    case .prepared(let counts, let leftOut, let parameters):
      for part in ["train", "validation", "test"] {
        let classes = (counts[part] ?? [:]).sorted { $0.value > $1.value }
        let total = classes.reduce(0) { $0 + $1.value }
        // Without classes there is nothing to count apart.
        let named = classes.filter { !$0.key.isEmpty }.map { "\($0.value) \($0.key)" }
        let list = named.isEmpty ? "" : " (\(named.joined(separator: ", ")))"
        say("  \(part): \(total) objects\(list)")
      }
      for (reason, count) in leftOut.sorted(by: { $0.value > $1.value }).prefix(5) {
        say("  left out: \(count) × \(reason)")
      }
      say("  \(parameters) parameters")
      start = Date()
    case .started(let weights, let fresh):
      let list = fresh.isEmpty ? "all" : "all but \(fresh.joined(separator: ", "))"
      say("  starts from '\(weights)': \(list)")
    case .training(let event): report(event)
    }
  }

  private func report(_ event: TrainingEvent) {
    switch event {
    case .resumed(let epoch, let step): say("  goes on at epoch \(epoch + 1), step \(step + 1)")
    case .warning(let text): say("  warning: \(text)")
    case .step(let epoch, let step, let steps, let loss, _):
      let done = Double(epoch * steps + step) / Double(epochs * steps)
      let left = Date().timeIntervalSince(start) * (1 - done) / max(done, 1e-9)
      passing(
        String(
          format: "epoch %d of %d, step %d of %d, loss %.3f, %.0f s left", epoch + 1, epochs, step,
          steps, loss, left))
    case .epoch(let record):
      let scores = record.validation ?? record.training
      let seconds = Date().timeIntervalSince(start)
      // A classifier's accuracy, and what the recipe or the model counts.
      let figures =
        (scores.balancedAccuracy.map { [("balanced accuracy", $0)] } ?? [])
        + scores.metrics.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      say(
        String(
          format: "  epoch %d of %d: loss %.4f, validation loss %.4f", record.epoch + 1, epochs,
          record.training.loss, scores.loss)
          + figures.map { String(format: ", \($0.0) %.4f", $0.1) }.joined()
          + String(format: ", %.0f s", seconds) + (record.isBest ? ", best" : ""))
    }
  }

  func end(_ outcome: ModelTraining.Outcome, _ store: ModelStore) {
    if outcome.end == .stoppedEarly { say("  stopped early: no improvement any more") }
    if let test = outcome.test {
      let classes = outcome.card.specification.classes
      say(
        String(
          format: "  test: accuracy %.4f, balanced accuracy %.4f, ECE %.4f, temperature %.3f",
          test.confusion.accuracy, test.confusion.balancedAccuracy, test.calibrationError,
          outcome.card.calibration.temperature))
      for (index, name) in classes.enumerated() {
        let scores = [test.confusion.recall(index), test.confusion.precision(index)]
          .map { $0.isFinite ? String(format: "%.3f", $0) : "–" }
        let count = String(format: "%6d", test.confusion.count(of: index))
        say("  \(count) \(name): recall \(scores[0]), precision \(scores[1])")
      }
    }
    if !outcome.measured.isEmpty {
      let figures = outcome.measured.sorted { $0.key < $1.key }
        .map { $0.key + String(format: " %.4f", $0.value) }
      say("  test: " + figures.joined(separator: ", "))
    }
    say("wrote \(store.weights)")
  }

  static func say(_ seeds: ModelCard.Seeds?) {
    guard let seeds else { return }
    Talk.say("\(seeds.count) seeds, mean ± spread:")
    for (name, mean) in seeds.mean.sorted(by: { $0.key < $1.key }) {
      Talk.say("  \(name) \(figure(mean, seeds.spread[name]))".printable)
    }
  }

  static func figure(_ mean: Double, _ spread: Double?) -> String {
    String(format: "%.4f", mean) + (spread.map { String(format: " ± %.4f", $0) } ?? "")
  }

  func end(_ curve: LearningRateCurve, _ store: ModelStore) {
    let end = String(format: "%.2g", curve.points.last?.rate ?? 0)
    if let steepest = curve.steepest.map({ String(format: "%.2g", $0) }) {
      say("  the loss falls fastest at a rate of \(steepest); the curve ends at \(end)")
    } else {
      say("  the loss never falls, up to a rate of \(end)")
    }
    say("wrote \(store.rates)")
  }

  private func say(_ text: String) {
    guard !isQuiet else { return }
    if Talk.isTerminal { Talk.progress("") }
    Talk.say(text.printable)
  }

  /// A line that the next one replaces; nothing where there is no terminal.
  private func passing(_ text: String) {
    guard !isQuiet, Talk.isTerminal, Date().timeIntervalSince(shown) > 0.2 else { return }
    shown = Date()
    Talk.progress(text)
  }
}
