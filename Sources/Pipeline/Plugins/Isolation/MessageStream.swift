import Foundation

/// Messages over a socket: eight bytes of length, the lowest first, then so many bytes.
struct MessageStream {
  /// Bytes that no message is longer than.
  static let most = 1 << 33
  private static let piece = 1 << 20

  enum Failure: Error {
    /// The other side is gone, in the middle of a message or before one.
    case closed
    case overdue
    /// A length that no message has.
    case malformed
  }

  let descriptor: Int32

  /// - Parameter deadline: when to give up; `nil` for never.
  func send(_ message: [UInt8], until deadline: ContinuousClock.Instant? = nil) throws(Failure) {
    var length: [UInt8] = []
    for place in 0..<8 { length.append(UInt8(truncatingIfNeeded: message.count >> (8 * place))) }
    try sendAll(length, until: deadline)
    try sendAll(message, until: deadline)
  }

  /// - Throws: `Failure.closed` where the other side has hung up.
  func receive(until deadline: ContinuousClock.Instant? = nil) throws(Failure) -> [UInt8] {
    let header = try receive(8, until: deadline)
    let length = header.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(Self.most) else { throw .malformed }
    return try receive(Int(length), until: deadline)
  }

  private func sendAll(
    _ bytes: [UInt8], until deadline: ContinuousClock.Instant?
  ) throws(Failure) {
    var sent = 0
    while sent < bytes.count {
      try wait(for: Int16(POLLOUT), until: deadline)
      let count = bytes.withUnsafeBytes { raw in
        // A side that is gone is an error, no signal.
        Glibc.send(
          descriptor, raw.baseAddress.map { $0 + sent }, raw.count - sent,
          Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      }
      if count > 0 {
        sent += count
      } else if errno != EINTR, errno != EAGAIN {
        throw .closed
      }
    }
  }

  /// Memory grows with what comes, not with what was announced.
  private func receive(
    _ count: Int, until deadline: ContinuousClock.Instant?
  ) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: min(count, Self.piece))
    while bytes.count < count {
      try wait(for: Int16(POLLIN), until: deadline)
      let most = min(buffer.count, count - bytes.count)
      let got = buffer.withUnsafeMutableBytes {
        recv(descriptor, $0.baseAddress, most, Int32(MSG_DONTWAIT))
      }
      if got > 0 {
        bytes += buffer[..<got]
      } else if got == 0 || errno != EINTR && errno != EAGAIN {
        throw .closed
      }
    }
    return bytes
  }

  private func wait(
    for event: Int16, until deadline: ContinuousClock.Instant?
  ) throws(Failure) {
    var entry = pollfd(fd: descriptor, events: event, revents: 0)
    while true {
      var milliseconds: Int32 = -1
      if let deadline {
        let rest = (deadline - ContinuousClock.now).seconds
        guard rest > 0 else { throw .overdue }
        milliseconds = Int32(min(rest * 1000 + 1, 1e9))
      }
      let ready = poll(&entry, 1, milliseconds)
      if ready > 0 { return }
      if ready < 0, errno != EINTR { throw .closed }
    }
  }
}
