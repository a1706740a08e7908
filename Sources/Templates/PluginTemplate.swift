import Foundation

/// A package that its author changes: an architecture or stage that builds, trains and is tested.
public struct PluginTemplate: Sendable {
  /// What the plug-in is for.
  public enum Kind: String, Sendable, CaseIterable {
    case classifier, segmenter, series, generator, stage

    /// The simulator whose objects it is run on.
    var survey: String {
      switch self {
      case .classifier, .generator, .stage: "galaxies"
      case .segmenter: "fields"
      case .series: "light-curves"
      }
    }
  }

  /// A folder or name that cannot be used.
  public struct Failure: Error, CustomStringConvertible {
    public var description: String
  }

  public let kind: Kind
  public let name: PluginName
  public let sdk: SDKLocation

  public init(_ kind: Kind, name: PluginName, sdk: SDKLocation) {
    self.kind = kind
    self.name = name
    self.sdk = sdk
  }

  /// The package's files by their paths in it.
  /// - Parameter folder: `Packages`, with a folder for each kind.
  /// - Throws: `Failure` where the templates are not there.
  public func files(from folder: String) throws -> [String: String] {
    let own = "\(folder)/\(kind.rawValue)"
    let names = FileManager.default.enumerator(atPath: own)?.allObjects as? [String] ?? []
    var files: [String: String] = [:]
    for path in names.sorted() {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: "\(own)/\(path)", isDirectory: &isFolder)
      if !isFolder.boolValue { files[filled(path)] = filled(try text("\(own)/\(path)")) }
    }
    guard !files.isEmpty else { throw Failure(description: "\(own): no template is there") }
    let readme = kind == .stage ? "README-stage.md" : "README.md"
    for (path, source) in [
      ("Package.swift", "Package.swift"), ("Sources/TypeTemplate/Plugin.swift", "Plugin.swift"),
      (".gitignore", "gitignore"), ("README.md", readme),
    ] {
      files[filled(path)] = filled(try text("\(folder)/common/\(source)"))
    }
    return files
  }

  /// Writes the package.
  /// - Parameter target: a folder that is not there yet.
  /// - Returns: paths in it, in order.
  /// - Throws: `Failure`.
  public func write(to target: String, from folder: String) throws -> [String] {
    guard !FileManager.default.fileExists(atPath: target) else {
      throw Failure(description: "\(target): is there already")
    }
    let files = try files(from: folder)
    for (path, text) in files {
      let url = URL(fileURLWithPath: "\(target)/\(path)")
      do {
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
      } catch {
        throw Failure(description: "\(url.path): \(error.localizedDescription)")
      }
    }
    return files.keys.sorted()
  }

  private func text(_ path: String) throws -> String {
    do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw Failure(description: "\(path): cannot be read")
    }
  }

  /// The text with the author's names in it.
  private func filled(_ text: String) -> String {
    let kind = self.kind.rawValue
    let type = kind.prefix(1).uppercased() + kind.dropFirst() + "Template"
    let full = "\(name.author)/\(name.name)"
    let names = [
      ("author/\(kind)-template", full), ("author/name-template", full),
      ("\(kind)-template", name.name), (type, name.type), ("TypeTemplate", name.type),
      ("SURVEY", self.kind.survey), ("ORRERY_MODULES", sdk.modules),
      ("ORRERY_HEADERS", sdk.headers), ("ORRERY_LIBRARIES", sdk.libraries),
    ]
    return names.reduce(text) { $0.replacing($1.0, with: $1.1) }
  }

  /// The templates beside the program: of an installed one, or of one that was just built.
  public static func folder(executable: String) -> String {
    let folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath()
      .deletingLastPathComponent()
    let installed = folder.deletingLastPathComponent().path + "/lib/orrery/templates"
    return FileManager.default.fileExists(atPath: installed)
      ? installed : folder.path + "/orrery_Templates.resources/Packages"
  }
}
