import Foundation

/// A regular file inside a folder, open for reading: no link is followed on the way to it.
final class ServedFile: Sendable {
  let count: Int
  private let descriptor: Int32

  /// `nil` where there is no such file, or where a part of the path is a link, hidden or no name.
  init?(in folder: String, _ path: [String]) {
    guard let name = path.last,
      path.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") && !$0.contains("/") })
    else { return nil }
    // Each folder is opened inside the one before: nothing can be exchanged in between.
    var place = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    for part in path.dropLast() where place >= 0 {
      let next = openat(place, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      close(place)
      place = next
    }
    guard place >= 0 else { return nil }
    descriptor = openat(place, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    close(place)
    guard descriptor >= 0 else { return nil }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      return nil
    }
    count = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// What one call gives of the file, `limit` bytes at most; empty at its end, and where it fails.
  func bytes(from offset: Int, limit: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: max(0, min(limit, count - offset))) { buffer, done in
      done = max(0, pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)))
    }
  }
}
