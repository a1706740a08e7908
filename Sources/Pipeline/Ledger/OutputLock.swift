import Foundation
import OrreryKit

/// Keeps other runs out of an output folder as long as it lives.
///
/// A lock of the kernel on an open file: gone with the process, however that ends, so never stale.
final class OutputLock: Sendable {
  /// Who may be there at the same time.
  enum Kind: Sendable {
    /// Nobody.
    case alone
    /// Others that share: the shards of one run.
    case shared
  }

  private let descriptor: Int32

  /// - Parameters:
  ///   - path: the file that stands for what is locked; made where it is absent.
  ///   - name: what is locked, for people.
  /// - Throws: `OutputInUse` where another process holds it, `DataError.unwritable`.
  init(_ path: String, name: String, _ kind: Kind = .alone) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else {
      throw DataError(.unwritable, String(cString: strerror(errno)), file: path)
    }
    let mode = (kind == .alone ? LOCK_EX : LOCK_SH) | LOCK_NB
    var reason: Int32 = 0
    // Somebody who only looks holds it for a moment.
    for _ in 0..<4 {
      reason = flock(descriptor, mode) == 0 ? 0 : errno
      if reason != EWOULDBLOCK { break }
      usleep(50_000)
    }
    guard reason == 0 else {
      let owner = Self.owner(descriptor)
      if reason == EWOULDBLOCK { throw OutputInUse(folder: name, owner: owner) }
      throw DataError(
        .unwritable, "cannot be locked: " + String(cString: strerror(reason)), file: path)
    }
    let text = Array("process \(getpid()) on \(ProcessInfo.processInfo.hostName)".utf8)
    ftruncate(descriptor, 0)
    pwrite(descriptor, text, text.count, 0)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Whether somebody holds the lock now.
  static func isHeld(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  private static func owner(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 200)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).printable
  }
}

/// Another run works in the same output folder.
public struct OutputInUse: Error, Sendable, CustomStringConvertible {
  public var folder: String
  /// `process 4242 on host`.
  public var owner: String

  public var description: String {
    "\(folder): another run works there"
      + (owner.isEmpty ? "" : " (\(owner))")
      + "; wait for it or stop it, then run the same command again".printable
  }
}
