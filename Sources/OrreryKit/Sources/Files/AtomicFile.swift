internal import Foundation

/// Writes files that appear whole or not at all, also after a loss of power.
public enum AtomicFile {
  /// Writes beside the file, syncs, renames, syncs the folder.
  ///
  /// - Parameters:
  ///   - isSynced: false leaves the syncing to a later `sync(folder:)`: one for many files.
  ///   - previous: the file that was there before goes to this path.
  /// - Throws: `DataError.unwritable`; the partial file is removed.
  public static func write(
    _ bytes: [UInt8], to path: String, isSynced: Bool = true,
    keepingPrevious previous: String? = nil
  ) throws {
    let file = try PartialFile(path)
    try file.write(bytes)
    try file.commit(isSynced: isSynced, keepingPrevious: previous)
  }

  /// Brings everything written so far to the file system that holds this folder.
  /// - Throws: `DataError.unwritable`.
  public static func sync(folder: String) throws {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw DataError(.unwritable, String(cString: strerror(errno)), file: folder)
    }
    defer { close(descriptor) }
    guard syncfs(descriptor) == 0 else {
      throw DataError(.unwritable, String(cString: strerror(errno)), file: folder)
    }
  }
}

/// In glibc since 2.14, declared for GNU programs only, so Swift's importer does not see it.
@_silgen_name("syncfs")
private func syncfs(_ descriptor: Int32) -> Int32
