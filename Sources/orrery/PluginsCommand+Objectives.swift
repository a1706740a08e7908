import OrreryKit
import Pipeline

extension PluginsCommand.Show {
  /// What is told of a loss as of a metric.
  private struct Part {
    var name: String
    var summary: String
    var task: String
    var facts: [(String, String)]
    var reference: String?
    var origin: String
    /// For programs, and for readers.
    var settings: JSONValue
    var lines: [String]

    init<L: Loss>(_ type: L.Type, origin: String) throws {
      let info = L.info
      let counts = info.countsClassWeights ? [("counts", "class weights")] : []
      name = info.name
      summary = info.summary
      task = "loss"
      facts = [("compares", Self.words(info.compares))] + counts
      reference = info.reference
      self.origin = origin
      settings = try SettingFacts.json(info.settings, defaults: L())
      lines = try SettingText.lines(info.settings, defaults: L())
    }

    init<M: Metric>(_ type: M.Type, origin: String) throws {
      let info = M.info
      name = info.name
      summary = info.summary
      task = "metric"
      facts =
        [
          ("measures", Self.words(info.measures)),
          ("better", info.isBetterWhenLower ? "when lower" : "when higher"),
        ] + (info.unit.map { [("unit", $0)] } ?? [])
      reference = info.reference
      self.origin = origin
      settings = try SettingFacts.json(info.settings, defaults: M())
      lines = try SettingText.lines(info.settings, defaults: M())
    }

    private static func words(_ kinds: Set<OutputKind>) -> String {
      kinds.map(\.rawValue).sorted().joined(separator: ", ")
    }

    var json: JSONValue {
      var value: [String: JSONValue] = [
        "name": .string(name), "summary": .string(summary), "task": .string(task),
        "origin": .string(origin), "settings": settings,
      ]
      for (key, text) in facts { value[key] = .string(text) }
      if let reference { value["reference"] = .string(reference) }
      return .object(value)
    }

    var text: String {
      let see = reference.map { [("see", $0)] } ?? []
      let table = Listing.table([("task", task)] + facts + see + [("from", origin)])
      return
        (["\(name): \(summary)".printable, table, lines.isEmpty ? "no settings" : "settings:"]
        + lines.map(\.printable)).joined(separator: "\n")
    }
  }

  /// How an architecture learns: what a recipe's loss compares, where it may choose one.
  static func learning(of type: any Architecture.Type) -> String {
    if type is any Classifier.Type { return "by a loss of classes" }
    if let kind = (type as? any Supervised.Type)?.compares {
      return "by a loss of \(kind.rawValue)"
    }
    if type is any Trainable.Type { return "by a loss of its own" }
    return type is any Fitted.Type ? "from all objects at once" : "not here"
  }

  /// Shows the loss and the metric of this name: there may be both.
  /// - Returns: false where there is neither.
  func showObjectives(_ registry: Registry) throws -> Bool {
    var parts: [Part] = []
    if let loss = registry.losses[name] {
      parts.append(try Part(loss.value, origin: loss.origin))
    }
    if let metric = registry.metrics[name] {
      parts.append(try Part(metric.value, origin: metric.origin))
    }
    guard let first = parts.first else { return false }
    if json {
      print(try Listing.json(parts.count == 1 ? first.json : .array(parts.map(\.json))))
    } else {
      print(parts.map(\.text).joined(separator: "\n"))
    }
    return true
  }
}
