import Foundation

/// What lies in the folders of the built-in plug-ins.
enum BuiltInPlugins {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Plugins")

  /// Paths of the files in a part (`Models`, `Recipes`) of every plug-in, by plug-in and name.
  static func files(_ part: String, _ ending: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().flatMap { plugin in
      let own = folder.appendingPathComponent("\(plugin)/\(part)").path
      let files = (try? FileManager.default.contentsOfDirectory(atPath: own)) ?? []
      return files.filter { $0.hasSuffix(ending) }.sorted().map { "\(own)/\($0)" }
    }
  }
}
