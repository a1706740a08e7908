import Foundation
import OrreryKit
import Synchronization

/// A server of GET and HEAD over HTTP/1.1 for one person, on the loopback address unless told.
///
/// Written on the system's sockets: one reader of a few files needs no event loop, the command
/// starts no slower for it, and what it accepts stands in `HTTPRequest` whole.
public final class LocalServer: Sendable {
  /// Connections at once; more are closed.
  private static let connectionLimit = 64
  /// Seconds that a client may take to send a request or to take an answer.
  private static let patience = 15

  public let host: String
  public let port: UInt16
  private let listener: Int32
  private let connections = Mutex(0)
  private let answer: @Sendable (HTTPRequest) -> HTTPResponse

  /// Opens the port; requests wait until `run`.
  /// - Parameters:
  ///   - host: an address of this machine, as numbers.
  ///   - port: 0 for any that is free.
  /// - Throws: `DataError.unwritable` where the address cannot be had.
  public init(
    host: String = "127.0.0.1", port: UInt16 = 0,
    answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse
  ) throws {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else {
      throw DataError(.unwritable, "is no address such as 127.0.0.1", file: host)
    }
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isOpen = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && listen(listener, 64) == 0
          && getsockname(listener, $0, &size) == 0
      }
    }
    guard listener >= 0, isOpen else {
      let reason = String(cString: strerror(errno))
      close(listener)
      throw DataError(.unwritable, reason, file: "\(host):\(port)")
    }
    self.host = host
    self.port = UInt16(bigEndian: address.sin_port)
    self.listener = listener
    self.answer = answer
  }

  deinit { close(listener) }

  /// True where a request names this server: its address, or `localhost` where that is it.
  func isNamed(_ name: String) -> Bool {
    if host == "0.0.0.0" { return true }  // The user chose to be reached by any name.
    let names = host.hasPrefix("127.") ? [host, "localhost"] : [host]
    return names.contains { name == "\($0):\(port)" || (port == 80 && name == $0) }
  }

  /// Answers requests, each connection on a thread of its own, until the program ends.
  public func run() {
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else {
        if errno == EBADF || errno == EINVAL { return }
        usleep(10_000)  // No descriptor is free, or a client was gone already.
        continue
      }
      // Answers go out at once: waiting for more would cost 40 ms each.
      var yes: Int32 = 1
      setsockopt(
        connection, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
      var limit = timeval(tv_sec: Self.patience, tv_usec: 0)
      let size = socklen_t(MemoryLayout<timeval>.size)
      setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
      setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
      let isTaken = connections.withLock { count in
        guard count < Self.connectionLimit else { return false }
        count += 1
        return true
      }
      guard isTaken else {
        close(connection)
        continue
      }
      Thread.detachNewThread { [self] in
        serve(connection)
        close(connection)
        connections.withLock { $0 -= 1 }
      }
    }
  }

  private func serve(_ connection: Int32) {
    var reader = RequestReader(connection, patience: Self.patience)
    while true {
      let request: HTTPRequest
      do {
        guard let next = try reader.next() else { return }
        guard isNamed(next.host) else { throw HTTPRefusal.host }
        request = next
      } catch {
        send(HTTPResponse(error as? HTTPRefusal ?? .malformed), isHead: false, false, connection)
        return
      }
      let isSent = send(answer(request), isHead: request.isHead, request.isKept, connection)
      guard isSent, request.isKept else { return }
    }
  }

  /// False where the client has gone.
  @discardableResult
  private func send(
    _ response: HTTPResponse, isHead: Bool, _ isKept: Bool, _ connection: Int32
  ) -> Bool {
    guard put(response.head(isKept: isKept), connection) else { return false }
    if isHead { return true }
    switch response.body {
    case .bytes(let bytes): return put(bytes, connection)
    case .file(let file):
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      var done = 0
      while done < file.count {
        let wanted = min(piece.count, file.count - done)
        let got = piece.withUnsafeMutableBytes {
          file.read(at: done, into: UnsafeMutableRawBufferPointer(rebasing: $0[..<wanted]))
        }
        guard got > 0, put(piece[..<got], connection) else { return false }
        done += got
      }
      return true
    }
  }

  private func put(_ bytes: some Collection<UInt8>, _ connection: Int32) -> Bool {
    let isDone = bytes.withContiguousStorageIfAvailable { buffer -> Bool in
      let all = UnsafeRawBufferPointer(buffer)
      var done = 0
      while done < all.count {
        let count = Foundation.send(
          connection, all.baseAddress.map { $0 + done }, all.count - done,
          Int32(MSG_NOSIGNAL))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
    return isDone ?? false
  }
}
