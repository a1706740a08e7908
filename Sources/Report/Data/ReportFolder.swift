import Foundation
import OrreryKit
import Pipeline

/// The folder of a report while it is made: hidden beside its place until it is whole.
final class ReportFolder: Sendable {
  /// Where the report will be.
  let path: String
  private let partial: String

  /// - Throws: `DataError.unwritable` where something else than a report is there already.
  init(_ path: String) throws {
    let url = URL(fileURLWithPath: path).standardized
    self.path = url.path
    partial =
      url.deletingLastPathComponent()
      .appendingPathComponent(".\(url.lastPathComponent).partial").path
    try Self.checkReplaceable(self.path)
    // What a killed command left.
    try? FileManager.default.removeItem(atPath: partial)
    do {
      for name in ["", "data", "details", "png", "fits", "layers", "fields", "overview"] {
        try FileManager.default.createDirectory(
          atPath: "\(partial)/\(name)", withIntermediateDirectories: true)
      }
    } catch {
      throw DataError(.unwritable, "cannot be made", file: path)
    }
  }

  /// What stands behind the figures of a report without objects.
  static let figures = "data/figures.json"

  /// True where a folder is the report of a run that this program wrote.
  static func isReport(_ path: String) -> Bool { holds(path, "data/summary.js") }

  /// A page, and a file that only reports have.
  private static func holds(_ path: String, _ file: String) -> Bool {
    ["index.html", file].allSatisfy { name in
      var status = stat()
      return lstat("\(path)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
  }

  private static func checkReplaceable(_ path: String) throws {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw DataError(.unwritable, "is not a folder", file: path)
    }
    let isEmpty = (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty == true
    guard isEmpty || isReport(path) || holds(path, figures) else {
      throw DataError(.unwritable, "holds something else than a report", file: path)
    }
  }

  /// Writes a file of the report; `name` is `folder/file` of safe names.
  func write(_ bytes: [UInt8], to name: String) throws {
    try AtomicFile.write(bytes, to: file(name), isSynced: false)
  }

  /// Takes a regular file over: as a second name of the same bytes where the file system can, which
  /// costs neither time nor room. Products are replaced, never changed in place.
  func take(_ source: String, as name: String) throws {
    let target = file(name)
    if link(source, target) == 0 { return }
    try AtomicFile.write(try RegularFile(source).contents(), to: target, isSynced: false)
  }

  private func file(_ name: String) -> String {
    precondition(
      name.split(separator: "/", omittingEmptySubsequences: false)
        .allSatisfy { SafeName.isSafe(String($0)) }, "ReportFolder: '\(name)' is no plain name")
    return "\(partial)/\(name)"
  }

  /// Puts the report in its place, instead of one that was there.
  /// - Throws: `DataError.unwritable`.
  func finish() throws {
    for name in ["details", "png", "fits", "layers", "fields", "overview"] {
      rmdir("\(partial)/\(name)")  // fails where there is something in it
    }
    let old = partial + ".old"
    try? FileManager.default.removeItem(atPath: old)
    if rename(path, old) != 0, errno != ENOENT { throw failure }
    guard rename(partial, path) == 0 else { throw failure }
    try? FileManager.default.removeItem(atPath: old)
    try AtomicFile.sync(folder: path)
  }

  private var failure: DataError {
    DataError(.unwritable, String(cString: strerror(errno)), file: path)
  }

  deinit { try? FileManager.default.removeItem(atPath: partial) }
}
