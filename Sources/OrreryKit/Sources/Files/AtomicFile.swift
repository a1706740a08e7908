internal import Foundation

/// Writes files that appear whole or not at all, also after a loss of power.
public enum AtomicFile {
  /// Writes beside the file, syncs, renames, syncs the folder.
  ///
  /// The partial file is hidden and has one fixed name per target: one that a killed process left
  /// is overwritten.
  /// - Parameters:
  ///   - isSynced: false leaves the syncing to a later `sync(folder:)`: one for many files.
  ///   - previous: the file that was there before goes to this path.
  /// - Throws: `DataError.unwritable`; the partial file is removed.
  public static func write(
    _ bytes: [UInt8], to path: String, isSynced: Bool = true,
    keepingPrevious previous: String? = nil
  ) throws {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw DataError(.unwritable, "not a file name", file: path)
    }
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? "./"
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let partial = folder + "." + name + ".partial"
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw DataError(.unwritable, String(cString: strerror(errno)), file: path)
    }
    var failure = writeAll(bytes, to: descriptor)
    if failure == 0, isSynced, fsync(descriptor) != 0 { failure = errno }
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure == 0, let previous { failure = keep(path, as: previous) }
    if failure == 0, rename(partial, path) != 0 { failure = errno }
    guard failure == 0 else {
      unlink(partial)
      throw DataError(.unwritable, String(cString: strerror(failure)), file: path)
    }
    guard isSynced else { return }
    // Some file systems cannot sync a folder; the file itself is safe by now.
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
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

  /// Gives the present file a second name, so that there is no moment without one; renames it where
  /// the file system has no links.
  /// - Returns: 0 or the error number.
  private static func keep(_ path: String, as previous: String) -> Int32 {
    let second = previous + ".partial"
    unlink(second)
    if link(path, second) == 0 { return rename(second, previous) == 0 ? 0 : errno }
    if errno == ENOENT { return 0 }  // nothing to keep yet
    return rename(path, previous) == 0 ? 0 : errno
  }

  /// - Returns: 0 or the error number.
  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        guard let base = buffer.baseAddress else { break }
        let put = Foundation.write(descriptor, base + done, buffer.count - done)
        if put < 0 && errno == EINTR { continue }
        guard put > 0 else { return put == 0 ? EIO : errno }
        done += put
      }
      return 0
    }
  }
}

/// In glibc since 2.14, declared for GNU programs only, so Swift's importer does not see it.
@_silgen_name("syncfs")
private func syncfs(_ descriptor: Int32) -> Int32
