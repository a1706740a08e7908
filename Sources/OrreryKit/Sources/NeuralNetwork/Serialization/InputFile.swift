internal import Foundation

/// A regular file that is open for reading at any place.
final class InputFile {
  let path: String
  /// Its size in bytes when it was opened.
  let count: Int
  private let descriptor: Int32

  /// - Throws: `WeightsError.unreadable` also for folders, pipes and devices, without waiting.
  init(_ path: String) throws {
    guard !path.utf8.contains(0) else {
      throw WeightsError(.unreadable, "no file has a zero byte in its name", file: path)
    }
    // O_NONBLOCK: opening a pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw WeightsError(.unreadable, String(cString: strerror(errno)), file: path)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw WeightsError(.unreadable, "not a regular file", file: path)
    }
    self.path = path
    self.count = Int(status.st_size)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Fills the buffer from an offset.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    var done = 0
    while done < buffer.count {
      let got = pread(
        descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else {
        let reason = got == 0 ? "the file became shorter" : String(cString: strerror(errno))
        throw WeightsError(.unreadable, reason, file: path)
      }
      done += got
    }
  }

  /// The whole content.
  func contents() throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try read(
        at: 0,
        into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count))
      initialized = count
    }
  }
}
