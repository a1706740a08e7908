internal import Foundation

/// Writes files that appear whole or not at all, also after a loss of power.
public enum AtomicFile {
  /// Writes beside the file, syncs, renames, syncs the folder.
  ///
  /// The partial file is hidden and has one fixed name per target: one that a killed process left
  /// is overwritten.
  /// - Throws: `DataError.unwritable`; the partial file is removed.
  public static func write(_ bytes: [UInt8], to path: String) throws {
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
    if failure == 0, fsync(descriptor) != 0 { failure = errno }
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure == 0, rename(partial, path) != 0 { failure = errno }
    guard failure == 0 else {
      unlink(partial)
      throw DataError(.unwritable, String(cString: strerror(failure)), file: path)
    }
    // Some file systems cannot sync a folder; the file itself is safe by now.
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
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
