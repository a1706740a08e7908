import Foundation
import OrreryKit

/// Files by a name, a folder, a list, or a shell pattern (`*`, `?`, `[abc]`).
struct FilePattern {
  /// What a folder's files must end in to be read as data of a kind.
  private static func endings(_ kind: DataKind?) -> [String] {
    let fits = [".fits", ".fit", ".fts", ".fits.gz", ".fits.fz", ".fit.gz"]
    switch kind {
    case .image, .spectrum: return fits
    case .lightCurve, .row, nil: return fits + [".csv", ".csv.gz"]
    }
  }

  /// The files that a pattern stands for, by name.
  ///
  /// A name that exists is taken literally, of a folder the files with the endings of the kind.
  /// `@list.txt` stands for the files that a text names, one in a line. What a pattern or a list
  /// names and is no regular file is kept: reading it fails, and the run says so.
  /// - Throws: `DataError` `missing` where there is none, `unreadable` where a name is not a file.
  static func files(
    matching pattern: String, kind: DataKind? = nil
  ) throws(DataError) -> [String] {
    switch type(of: pattern) {
    case S_IFREG: return [pattern]
    case S_IFDIR: return try files(in: pattern, kind)
    case .some: throw DataError(.unreadable, "'\(pattern)' is not a regular file")
    case nil: break
    }
    if pattern.hasPrefix("@") { return try list(String(pattern.dropFirst())) }
    guard pattern.contains(where: { "*?[".contains($0) }) else {
      throw DataError(.missing, "no file '\(pattern)'\(neighbour(of: pattern))")
    }
    var matches = glob_t()
    defer { globfree(&matches) }
    guard glob(pattern, 0, nil, &matches) == 0 else {
      throw DataError(.missing, "no file matches '\(pattern)'")
    }
    return (0..<Int(matches.gl_pathc)).compactMap { matches.gl_pathv[$0] }
      .compactMap { String(validatingCString: $0) }
  }

  private static func files(in folder: String, _ kind: DataKind?) throws(DataError) -> [String] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw DataError(.unreadable, "'\(folder)' cannot be listed")
    }
    let endings = endings(kind)
    let found = names.filter { name in
      !name.hasPrefix(".") && endings.contains { name.lowercased().hasSuffix($0) }
    }
    guard !found.isEmpty else {
      throw DataError(
        .missing,
        "the folder '\(folder)' holds no file that ends in \(endings.joined(separator: ", "))")
    }
    let start = folder.hasSuffix("/") ? folder : folder + "/"
    return found.sorted().map { start + $0 }
  }

  /// The names in a text, one in a line; empty lines and those that begin with `#` say nothing.
  private static func list(_ path: String) throws(DataError) -> [String] {
    let text: String
    do {
      text = try RegularFile(path).text(limit: 1 << 30)
    } catch let error as DataError {
      throw DataError(error.code, "the list '\(path)': \(error.reason)")
    } catch {
      throw DataError(.unreadable, "the list '\(path)': \(error)")
    }
    let files = text.split(whereSeparator: \.isNewline).map(String.init)
      .filter { !$0.hasPrefix("#") && $0.contains { $0 != " " } }
    guard !files.isEmpty else { throw DataError(.missing, "the list '\(path)' names no file") }
    return files
  }

  private static func type(of path: String) -> mode_t? {
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
