internal import Foundation

/// Numbers that do not fit into memory, in a file without a name: it is gone with the process,
/// however that ends.
///
/// Safe to use from several threads.
public final class ScratchFile: Sendable {
  private let folder: String
  private let descriptor: Int32

  /// - Parameter folder: on the disk that has room for it.
  /// - Throws: `DataError.unwritable`.
  public init(in folder: String) throws {
    self.folder = folder
    var name = Array("\(folder)/.scratch-XXXXXX".utf8CString)
    descriptor = mkstemp(&name)
    guard descriptor >= 0 else {
      throw DataError(.unwritable, String(cString: strerror(errno)), file: folder)
    }
    unlink(name)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Writes numbers from a place on, counted in numbers.
  /// - Throws: `DataError.unwritable`.
  public func write(_ values: [Float], at place: Int) throws {
    precondition(place >= 0, "ScratchFile: \(values.count) numbers at \(place)")
    let failure: Int32 = values.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        guard let base = buffer.baseAddress else { break }
        let put = pwrite(descriptor, base + done, buffer.count - done, off_t(4 * place + done))
        if put < 0 && errno == EINTR { continue }
        guard put > 0 else { return put == 0 ? EIO : errno }
        done += put
      }
      return 0
    }
    guard failure == 0 else {
      throw DataError(.unwritable, String(cString: strerror(failure)), file: folder)
    }
  }

  /// Numbers that were written before.
  /// - Throws: `DataError` `unreadable` where they were not, `passing`.
  public func read(_ count: Int, at place: Int) throws -> [Float] {
    precondition(count >= 0 && place >= 0, "ScratchFile: \(count) numbers at \(place)")
    return try [Float](unsafeUninitializedCapacity: count) { values, filled in
      let buffer = UnsafeMutableRawBufferPointer(start: values.baseAddress, count: 4 * count)
      var done = 0
      while done < buffer.count {
        guard let base = buffer.baseAddress else { break }
        let got = pread(descriptor, base + done, buffer.count - done, off_t(4 * place + done))
        if got < 0 && errno == EINTR { continue }
        guard got > 0 else {
          let reason = got == 0 ? "ends early" : String(cString: strerror(errno))
          throw DataError(got == 0 ? .unreadable : .passing, reason, file: folder)
        }
        done += got
      }
      filled = count
    }
  }
}
