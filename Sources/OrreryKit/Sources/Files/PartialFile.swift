internal import Foundation

/// A file that is written beside its place and appears there whole, by `commit`, or not at all.
///
/// The partial file is hidden and has one fixed name per target: one that a killed process left is
/// overwritten.
public final class PartialFile {
  /// Where the file will be.
  public let path: String
  /// Bytes written so far.
  public private(set) var count = 0
  private let folder: String
  private let partial: String
  private var descriptor: Int32

  /// Ending of the hidden names of partial files.
  public static let ending = ".partial"

  /// - Throws: `DataError.unwritable`.
  public init(_ path: String) throws {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw DataError(.unwritable, "not a file name", file: path)
    }
    let slash = path.lastIndex(of: "/")
    folder = slash.map { String(path[...$0]) } ?? "./"
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    self.path = path
    partial = folder + "." + name + Self.ending
    descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw DataError(.unwritable, String(cString: strerror(errno)), file: path)
    }
  }

  deinit { discard() }

  /// Appends bytes.
  /// - Throws: `DataError.unwritable`; the partial file is removed.
  public func write(_ bytes: [UInt8]) throws {
    try put(bytes, at: count)
    count += bytes.count
  }

  /// Writes over bytes that were written before.
  /// - Throws: `DataError.unwritable`; the partial file is removed.
  public func write(_ bytes: [UInt8], at offset: Int) throws {
    precondition(
      offset >= 0 && offset + bytes.count <= count,
      "PartialFile: \(bytes.count) bytes at \(offset) of \(count)")
    try put(bytes, at: offset)
  }

  /// Puts the file in its place.
  /// - Parameters:
  ///   - isSynced: false leaves the syncing to a later `AtomicFile.sync(folder:)`.
  ///   - previous: the file that was there before goes to this path.
  /// - Throws: `DataError.unwritable`; the partial file is removed.
  public func commit(isSynced: Bool = true, keepingPrevious previous: String? = nil) throws {
    var failure: Int32 = 0
    if isSynced, fsync(descriptor) != 0 { failure = errno }
    if close(descriptor) != 0, failure == 0 { failure = errno }
    descriptor = -1
    if failure == 0, let previous { failure = Self.keep(path, as: previous) }
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

  /// Whether the file that stands in its place has the same bytes.
  public func isSame() -> Bool {
    do {
      let (old, new) = (try RegularFile(path), try RegularFile(partial))
      guard old.count == new.count else { return false }
      let size = 1 << 20
      for start in stride(from: 0, to: old.count, by: size) {
        let length = min(size, old.count - start)
        let pieces = try [old, new].map { file in
          try [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
            try file.read(
              at: start,
              into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: length))
            filled = length
          }
        }
        if pieces[0] != pieces[1] { return false }
      }
      return true
    } catch {
      return false
    }
  }

  /// Takes the partial file away; what was at the path stays.
  public func discard() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
    unlink(partial)
  }

  private func put(_ bytes: [UInt8], at offset: Int) throws {
    precondition(descriptor >= 0, "PartialFile: written to after its end")
    let failure: Int32 = bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        guard let base = buffer.baseAddress else { break }
        let put = pwrite(descriptor, base + done, buffer.count - done, off_t(offset + done))
        if put < 0 && errno == EINTR { continue }
        guard put > 0 else { return put == 0 ? EIO : errno }
        done += put
      }
      return 0
    }
    guard failure == 0 else {
      discard()
      throw DataError(.unwritable, String(cString: strerror(failure)), file: path)
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
}
