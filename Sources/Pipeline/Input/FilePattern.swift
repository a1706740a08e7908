import Foundation
import OrreryKit

/// Files by a shell pattern (`*`, `?`, `[abc]`).
enum FilePattern {
  /// The regular files that a pattern matches, by name; a name that exists is taken literally.
  /// - Throws: `DataError` `missing` where there is none, `unreadable` where a name is not a file.
  static func files(matching pattern: String) throws(DataError) -> [String] {
    if let kind = kind(of: pattern) {
      if kind == S_IFREG { return [pattern] }
      let folder = kind == S_IFDIR
      throw DataError(
        .unreadable,
        folder
          ? "'\(pattern)' is a folder; name its files: '\(pattern)/*.fits'"
          : "'\(pattern)' is not a regular file")
    }
    guard pattern.contains(where: { "*?[".contains($0) }) else {
      throw DataError(.missing, "no file '\(pattern)'\(neighbour(of: pattern))")
    }
    var matches = glob_t()
    defer { globfree(&matches) }
    guard glob(pattern, 0, nil, &matches) == 0 else {
      throw DataError(.missing, "no file matches '\(pattern)'")
    }
    let files = (0..<Int(matches.gl_pathc)).compactMap { matches.gl_pathv[$0] }
      .compactMap { String(validatingCString: $0) }.filter { kind(of: $0) == S_IFREG }
    guard !files.isEmpty else {
      throw DataError(.missing, "'\(pattern)' matches no regular file")
    }
    return files
  }

  private static func kind(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  /// The name in the same folder that may have been meant.
  private static func neighbour(of path: String) -> String {
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent().path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return NearestNames.suggestion(
      for: url.lastPathComponent, among: names.sorted(), listing: false)
  }
}
