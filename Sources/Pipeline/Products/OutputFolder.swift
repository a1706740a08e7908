import Foundation
import OrreryKit

/// The folder that a run writes into; no name ever leads out of it.
struct OutputFolder: Sendable {
  let path: String

  /// Makes the folder where it is absent.
  /// - Throws: `DataError.unwritable` before anything is processed.
  init(_ path: String) throws {
    self.path = path
    try Self.make(path)
    guard access(path, W_OK | X_OK) == 0 else {
      throw DataError(.unwritable, String(cString: strerror(errno)), file: path)
    }
  }

  /// A folder inside; one that is a link to elsewhere is refused.
  func subfolder(_ name: String) throws -> OutputFolder {
    precondition(SafeName.isSafe(name), "OutputFolder: '\(name)' is no plain name")
    return try plain("\(path)/\(name)")
  }

  /// A folder that is no link.
  private func plain(_ path: String) throws -> OutputFolder {
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
      throw DataError(.unwritable, "is not a folder", file: path)
    }
    return try OutputFolder(path)
  }

  /// The hidden folder of the ledger and the locks.
  func state() throws -> OutputFolder { try plain("\(path)/\(Ledger.folder)") }

  /// The path of a file inside.
  func file(_ name: String) -> String {
    precondition(SafeName.isSafe(name), "OutputFolder: '\(name)' is no plain name")
    return "\(path)/\(name)"
  }

  private static func make(_ path: String) throws {
    var status = stat()
    if stat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { return }
      throw DataError(.unwritable, "is not a folder", file: path)
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      let reason = errno == 0 ? "cannot be made" : String(cString: strerror(errno))
      throw DataError(.unwritable, reason, file: path)
    }
  }
}
