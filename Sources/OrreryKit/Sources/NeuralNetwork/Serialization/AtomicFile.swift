internal import Foundation

/// Writes files that appear whole or not at all, also after a loss of power.
enum AtomicFile {
  /// Writes beside the file, syncs, renames, syncs the folder.
  ///
  /// The partial file has one fixed name per target: one that a killed process left is overwritten.
  /// - Parameter keepingPrevious: the file that was there before goes to this path.
  /// - Throws: `WeightsError.unwritable`; the partial file is removed.
  static func write(_ bytes: [UInt8], to path: String, keepingPrevious previous: String? = nil)
    throws
  {
    guard !path.utf8.contains(0) else {
      throw WeightsError(.unwritable, "no file has a zero byte in its name", file: path)
    }
    let target = URL(fileURLWithPath: path)
    let folder = target.deletingLastPathComponent().path
    let partial = folder + "/." + target.lastPathComponent + ".partial"
    let descriptor = open(
      partial, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw WeightsError(.unwritable, String(cString: strerror(errno)), file: path)
    }
    var failure: Int32 = 0
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let put = Foundation.write(
          descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        if put < 0 && errno == EINTR { continue }
        guard put > 0 else {
          failure = put == 0 ? EIO : errno
          return
        }
        done += put
      }
    }
    if failure == 0, fsync(descriptor) != 0 { failure = errno }
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure == 0, let previous { failure = keep(path, as: previous) }
    if failure == 0, rename(partial, path) != 0 { failure = errno }
    guard failure == 0 else {
      unlink(partial)
      throw WeightsError(.unwritable, String(cString: strerror(failure)), file: path)
    }
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
  }

  /// Gives the present file a second name, so that there is no moment without one; renames it where
  /// the file system has no links.
  private static func keep(_ path: String, as previous: String) -> Int32 {
    let second = previous + ".partial"
    unlink(second)
    if link(path, second) == 0 { return rename(second, previous) == 0 ? 0 : errno }
    if errno == ENOENT { return 0 }  // nothing to keep yet
    return rename(path, previous) == 0 ? 0 : errno
  }
}
