internal import Foundation

/// A regular file that is open for reading at any place; its name is taken literally.
public final class RegularFile: Sendable {
  /// The file as the user named it.
  public let path: String
  /// Its size in bytes when it was opened.
  public let count: Int
  private let descriptor: Int32

  /// Looks before it opens, so that a pipe or device is neither waited for nor touched.
  /// - Throws: `DataError.unreadable` also for folders, pipes and devices.
  public init(_ path: String) throws {
    guard !path.utf8.contains(0) else {
      throw DataError(.unreadable, "a file name cannot hold a NUL byte", file: path)
    }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw Self.failure(path)
    }
    try Self.check(status, path)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw Self.failure(path)
    }
    do {
      // Another file may have taken the name since.
      guard fstat(descriptor, &status) == 0 else {
        throw Self.failure(path)
      }
      try Self.check(status, path)
    } catch {
      close(descriptor)
      throw error
    }
    self.path = path
    self.count = Int(status.st_size)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Fills the buffer from an offset.
  /// - Throws: `DataError.unreadable`, also where the file ends before the buffer is full.
  public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    var done = 0
    while done < buffer.count {
      let got = try readSome(
        at: offset + done, into: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
      guard got > 0 else {
        throw DataError(.unreadable, "became shorter while it was read", file: path)
      }
      done += got
    }
  }

  /// Reads what one call of the system gives.
  /// - Returns: bytes read, 0 at the end of the file.
  /// - Throws: `DataError.unreadable`.
  public func readSome(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let got = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if got >= 0 { return got }
      if errno != EINTR { throw Self.failure(path) }
    }
  }

  /// The whole content.
  /// - Throws: `DataError` `unreadable`, `tooLarge` beyond `limit` bytes.
  public func contents(limit: Int = .max) throws -> [UInt8] {
    guard count <= limit else {
      throw DataError(.tooLarge, "is \(count) bytes, more than \(limit)", file: path)
    }
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      // The capacity may be more than what was asked for.
      try read(
        at: 0, into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count))
      initialized = count
    }
  }

  /// The whole content as text in UTF-8.
  /// - Throws: as `contents`, and `notRecognised` where it is not UTF-8.
  public func text(limit: Int) throws -> String {
    guard let text = String(validating: try contents(limit: limit), as: UTF8.self) else {
      throw DataError(.notRecognised, "is not a text in UTF-8", file: path)
    }
    return text
  }

  /// What the system's last error means.
  private static func failure(_ path: String) -> DataError {
    let number = errno
    let passing = [
      EIO, EAGAIN, EINTR, ENOMEM, EMFILE, ENFILE, ESTALE, ETIMEDOUT, ENOLINK, ECOMM, EREMOTEIO,
    ]
    let code: DataError.Code = passing.contains(number) ? .passing : .unreadable
    return DataError(code, String(cString: strerror(number)), file: path)
  }

  private static func check(_ status: stat, _ path: String) throws {
    guard status.st_mode & S_IFMT != S_IFREG else { return }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    throw DataError(.unreadable, isFolder ? "is a folder" : "is not a regular file", file: path)
  }
}
