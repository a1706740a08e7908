import Foundation
import OrreryKit

extension ModelLibrary {
  /// A set of weights as a user names it: an architecture, with its weights' name where it has
  /// several; `ARCHITECTURE/WEIGHTS` as `models list` shows it; the path of weights or of their card.
  /// - Throws: `DataError.missing` with the names there are.
  public func find(_ name: String, weights: String? = nil) throws -> ModelEntry {
    if registry.architectures[name] != nil {
      if let weights { return try find(weights, for: name) }
      let entries = entries(for: name)
      if entries.count == 1 { return entries[0] }
      if entries.isEmpty { return try find("", for: name) }
      throw DataError(
        .missing,
        "'\(name)' has several weights; name one: \(entries.map(\.name).joined(separator: ", "))")
    }
    let path = name.hasSuffix(".json") ? String(name.dropLast(".json".count)) : name
    if name != path || Self.isFile(name) {
      var entry = try find(path.contains("/") ? path : "./" + path, for: "")
      entry.architecture = try card(of: entry).architecture
      return entry
    }
    if let slash = name.lastIndex(of: "/"),
      registry.architectures[String(name[..<slash])] != nil
    {
      return try find(String(name[name.index(after: slash)...]), for: String(name[..<slash]))
    }
    throw DataError(
      .missing,
      "no plug-in or weights '\(name)'"
        + NearestNames.suggestion(for: name, among: Array(registry.architectures.keys)))
  }

  /// Builds the architecture of a set of weights, as its card says, and fills it.
  /// - Throws: as `load(_:)` of a plan's model.
  public func load(_ entry: ModelEntry) throws -> LoadedModel {
    let card = try card(of: entry)
    return try load(
      PlannedModel(
        entry: entry, card: card, digest: try SHA256.hexadecimal(ofFile: entry.weights),
        configuration: card.configuration, batch: 64))
  }
}
