import Foundation
import OrreryKit

/// What a plug-in library holds: noted when it was installed, so that it can be read without running
/// any of its code.
///
/// Stands beside the library as `NAME.so.json`. A library whose bytes are no longer those of its
/// manifest is not loaded.
public struct PluginManifest: Sendable, Codable, Equatable {
  /// Something that the library registers.
  public struct Part: Sendable, Codable, Equatable {
    /// `architecture`, `stage`, `simulator`, `loss` or `metric`.
    public var kind: String
    public var name: String
    public var summary: String
    /// Of an architecture; `nil` for others.
    public var version: String?
    /// `classification`, `preparation`, `simulation`.
    public var task: String
    /// Keys with type, default, description, unit, choices and range.
    public var settings: JSONValue
  }

  /// Version of this format.
  public var schema = 1
  /// Number of the plug-in contract.
  public var contract: UInt32
  public var sdkVersion: String
  public var toolchain: String
  /// SHA-256 of the library.
  public var digest: String
  /// By kind and name.
  public var parts: [Part]

  /// What a loader has registered from one library.
  init(of library: PluginLoader.Library, registry: Registry) throws {
    contract = library.tag.abi
    sdkVersion = library.tag.sdkVersion
    toolchain = library.tag.toolchain
    digest = library.digest
    var parts: [Part] = []
    for entry in registry.architectures.values where entry.origin == library.path {
      parts.append(try Self.part(entry.value))
    }
    for entry in registry.stages.values where entry.origin == library.path {
      parts.append(try Self.part(entry.value))
    }
    for entry in registry.simulators.values where entry.origin == library.path {
      parts.append(try Self.part(entry.value))
    }
    for entry in registry.losses.values where entry.origin == library.path {
      parts.append(try Self.part(entry.value))
    }
    for entry in registry.metrics.values where entry.origin == library.path {
      parts.append(try Self.part(entry.value))
    }
    self.parts = parts.sorted { ($0.kind, $0.name) < ($1.kind, $1.name) }
  }

  private static func part<A: Architecture>(_ type: A.Type) throws -> Part {
    Part(
      kind: "architecture", name: A.info.name, summary: A.info.summary, version: A.info.version,
      task: A.info.task.rawValue,
      settings: try SettingFacts.json(A.info.settings, defaults: A.defaults))
  }

  private static func part<S: Stage>(_ type: S.Type) throws -> Part {
    Part(
      kind: "stage", name: S.info.name, summary: S.info.summary, task: S.info.category.rawValue,
      settings: try SettingFacts.json(S.info.settings, defaults: S()))
  }

  private static func part<S: Simulator>(_ type: S.Type) throws -> Part {
    Part(
      kind: "simulator", name: S.info.name, summary: S.info.summary, task: "simulation",
      settings: try SettingFacts.json(S.info.settings, defaults: S()))
  }

  private static func part<L: Loss>(_ type: L.Type) throws -> Part {
    Part(
      kind: "loss", name: L.info.name, summary: L.info.summary, task: "training",
      settings: try SettingFacts.json(L.info.settings, defaults: L()))
  }

  private static func part<M: Metric>(_ type: M.Type) throws -> Part {
    Part(
      kind: "metric", name: M.info.name, summary: M.info.summary, task: "training",
      settings: try SettingFacts.json(M.info.settings, defaults: M()))
  }

  /// Where the manifest of a library lies.
  public static func path(of library: String) -> String { library + ".json" }

  /// The manifest beside a library; `nil` where there is none.
  /// - Throws: `PluginFailure` where it cannot be read.
  public static func beside(_ library: String) throws -> PluginManifest? {
    let path = path(of: library)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    do {
      return try JSONDecoder().decode(
        PluginManifest.self, from: Data(RegularFile(path).contents(limit: 1 << 22)))
    } catch {
      throw PluginFailure(path, "is not the manifest of a plug-in; install the plug-in again")
    }
  }

  /// Readable JSON, keys in order.
  public var text: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
  }
}
