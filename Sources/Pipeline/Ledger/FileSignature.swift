import Foundation
import OrreryKit

/// Size, times and number of a file, as the file system has them.
///
/// Content decides whether a file is the one that was used; a signature only says that its content
/// need not be read again. Every write changes the time of change, which no program can set back.
struct FileSignature: Sendable, Equatable {
  var size: Int64
  /// Nanoseconds since 1970: of the content, and of the content or the file's entry.
  var modified: Int64
  var changed: Int64
  var number: Int64

  /// Two changes within one tick of the file system's clock look the same: a file that changed
  /// less than this before it was looked at is not trusted by its signature.
  private static let tick: Int64 = 20_000_000

  /// - Returns: `nil` where there is no regular file.
  init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    size = Int64(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
    number = Int64(bitPattern: UInt64(status.st_ino))
  }

  init(size: Int64, modified: Int64, changed: Int64, number: Int64) {
    self.size = size
    self.modified = modified
    self.changed = changed
    self.number = number
  }

  /// False where the file changed so short a time ago that a later change may look the same.
  var isSettled: Bool {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec) - changed > Self.tick
  }
}
