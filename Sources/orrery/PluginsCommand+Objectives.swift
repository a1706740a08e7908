import OrreryKit
import Pipeline

extension PluginsCommand.Show {
  func show<L: Loss>(_ type: L.Type, origin: String) throws {
    let info = type.info
    var facts = [("compares", Self.words(info.compares))]
    if info.countsClassWeights { facts.append(("counts", "class weights")) }
    try show(
      Part(
        name: info.name, summary: info.summary, task: "loss", facts: facts,
        settings: info.settings, reference: info.reference, origin: origin), defaults: L())
  }

  func show<M: Metric>(_ type: M.Type, origin: String) throws {
    let info = type.info
    var facts = [("measures", Self.words(info.measures))]
    if let unit = info.unit { facts.append(("unit", unit)) }
    try show(
      Part(
        name: info.name, summary: info.summary, task: "metric", facts: facts,
        settings: info.settings, reference: info.reference, origin: origin), defaults: M())
  }

  private static func words(_ kinds: Set<OutputKind>) -> String {
    kinds.map(\.rawValue).sorted().joined(separator: ", ")
  }

  /// What is told of a loss as of a metric.
  private struct Part {
    var name: String
    var summary: String
    var task: String
    var facts: [(String, String)]
    var settings: [Setting]
    var reference: String?
    var origin: String
  }

  private func show<Value: Codable>(_ part: Part, defaults: Value) throws {
    if json {
      var value: [String: JSONValue] = [
        "name": .string(part.name), "summary": .string(part.summary), "task": .string(part.task),
        "origin": .string(part.origin),
        "settings": try SettingFacts.json(part.settings, defaults: defaults),
      ]
      for (key, text) in part.facts { value[key] = .string(text) }
      return print(try Listing.json(.object(value)))
    }
    print("\(part.name): \(part.summary)".printable)
    let see = part.reference.map { [("see", $0)] } ?? []
    print(Listing.table([("task", part.task)] + part.facts + see + [("from", part.origin)]))
    print(part.settings.isEmpty ? "no settings" : "settings:")
    for line in try SettingText.lines(part.settings, defaults: defaults) { print(line.printable) }
  }
}
