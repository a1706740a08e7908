import Foundation
import OrreryKit

/// Finds and loads weights: `NAME.safetensors` with its card `NAME.json`, and some objects of its
/// training in `NAME-examples.safetensors`.
///
/// Searched in this order, the first of a name wins: the folders given (`ORRERY_MODEL_PATH`, each
/// also with a folder named as the architecture inside), `lib/orrery/models/ARCHITECTURE` beside the
/// installed command, the folder that the plug-in registered.
public struct ModelLibrary: Sendable {
  public let registry: Registry
  public let folders: [String]

  public init(registry: Registry, folders: [String] = []) {
    self.registry = registry
    self.folders = folders
  }

  /// The sets of weights there are for an architecture, by name.
  public func entries(for architecture: String) -> [ModelEntry] {
    outlines(for: architecture).map(\.entry)
  }

  /// The same with the outlines of their cards; `nil` for one that cannot be read.
  func outlines(
    for architecture: String
  ) -> [(entry: ModelEntry, outline: ModelOutline?)] {
    var found: [String: (entry: ModelEntry, outline: ModelOutline?)] = [:]
    for folder in searchFolders(for: architecture) {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      for file in names.sorted()
      where file.hasSuffix(".safetensors") && !file.hasSuffix(Self.examplesEnding) {
        let name = String(file.dropLast(".safetensors".count))
        let entry = entry(architecture, name, inFolder: folder)
        guard found[name] == nil else { continue }
        let outline = outline(of: entry)
        guard outline?.architecture ?? architecture == architecture else { continue }
        found[name] = (entry, outline)
      }
    }
    return found.values.sorted { $0.entry.name < $1.entry.name }
  }

  /// The set of weights of this name, or the file at this path (`./mine.safetensors`).
  /// - Throws: `DataError.missing` with the names there are.
  public func find(_ weights: String, for architecture: String) throws -> ModelEntry {
    if Self.isFile(weights) || weights.contains("/") {
      let path = Self.isFile(weights) ? weights : weights + ".safetensors"
      guard FileManager.default.fileExists(atPath: path) else {
        throw DataError(.missing, "no weights file '\(path)'")
      }
      let url = URL(fileURLWithPath: path)
      return ModelEntry(
        architecture: architecture, name: url.deletingPathExtension().lastPathComponent,
        weights: path, card: Self.stem(path) + ".json")
    }
    let entries = entries(for: architecture)
    guard let entry = entries.first(where: { $0.name == weights }) else {
      throw DataError(
        .missing,
        entries.isEmpty
          ? "no weights for '\(architecture)' were found; train some, or set ORRERY_MODEL_PATH"
          : "no weights '\(weights)'"
            + NearestNames.suggestion(for: weights, among: entries.map(\.name)))
    }
    return entry
  }

  /// Behind the name of weights: some objects that they were trained on.
  static let examplesEnding = "-examples.safetensors"

  /// Whether this names a file with weights, not a set of them.
  static func isFile(_ name: String) -> Bool { name != stem(name) }

  /// The path of a file with weights without its ending.
  static func stem(_ path: String) -> String {
    let ending = [".safetensors", ".onnx"].first { path.hasSuffix($0) } ?? ""
    return String(path.dropLast(ending.count))
  }

  /// The card of a set of weights.
  /// - Throws: `DataError` where it is absent, not such JSON, or of another schema.
  public func card(of entry: ModelEntry) throws -> ModelCard {
    let bytes = try RegularFile(entry.card).contents(limit: 1 << 20)
    let card: ModelCard
    do {
      card = try JSONDecoder().decode(ModelCard.self, from: Data(bytes))
    } catch let error as DecodingError {
      throw DataError(.damaged, "is not a model card: \(Self.reason(error))", file: entry.card)
    }
    guard card.schema == 1 else {
      throw DataError(
        .unsupported, "card of schema \(card.schema), this Orrery reads 1", file: entry.card)
    }
    return card
  }

  private func outline(of entry: ModelEntry) -> ModelOutline? {
    guard let bytes = try? RegularFile(entry.card).contents(limit: 1 << 20) else { return nil }
    return try? JSONDecoder().decode(ModelOutline.self, from: Data(bytes))
  }

  private func entry(_ architecture: String, _ name: String, inFolder folder: String) -> ModelEntry
  {
    ModelEntry(
      architecture: architecture, name: name, weights: "\(folder)/\(name).safetensors",
      card: "\(folder)/\(name).json")
  }

  private func searchFolders(for architecture: String) -> [String] {
    let own = registry.architectures[architecture]?.models.map { [$0] } ?? []
    return folders.flatMap { ["\($0)/\(architecture)", $0] } + own
  }

  private static func reason(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context):
      "'\((context.codingPath + [key]).map(\.stringValue).joined(separator: "."))' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' has the wrong type"
    default: "not valid JSON"
    }
  }
}

extension ModelLibrary {
  /// The configuration of an architecture: these keys over the card's over the defaults.
  /// - Throws: `Settings.Failure` that names the key.
  static func configuration<A: Architecture>(
    of type: A.Type, card: ModelCard, overrides: [String: JSONValue]
  ) throws -> JSONValue {
    try Settings.encode(decode(type, card: card, overrides: overrides))
  }

  private static func decode<A: Architecture>(
    _ type: A.Type, card: ModelCard, overrides: [String: JSONValue]
  ) throws -> A.Configuration {
    var keys = Settings.keys(recorded: card.configuration) ?? [:]
    keys.merge(overrides) { $1 }
    return try Settings.decode(keys, over: A.defaults, settings: A.info.settings)
  }
}
