import Foundation

/// Takes the heads of requests off a connection, one after the other.
struct RequestReader {
  private let connection: Int32
  private let patience: Int
  private var pending: [UInt8] = []
  private static let end: [UInt8] = [13, 10, 13, 10]

  init(_ connection: Int32, patience: Int) {
    self.connection = connection
    self.patience = patience
  }

  /// The next request; `nil` where the client has no more, or takes too long over one.
  /// - Throws: `HTTPRefusal`.
  mutating func next() throws -> HTTPRequest? {
    let deadline = ContinuousClock.now + .seconds(patience)
    var searched = 0
    while true {
      if let end = Self.end(in: pending, from: searched) {
        let head = Array(pending[..<end])
        pending.removeFirst(end + Self.end.count)
        return try HTTPRequest(head: head)
      }
      searched = max(0, pending.count - 3)
      guard pending.count <= HTTPRequest.limit else { throw HTTPRefusal.tooLong }
      guard ContinuousClock.now < deadline else { return nil }
      var piece = [UInt8](repeating: 0, count: 4096)
      let count = recv(connection, &piece, piece.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      pending += piece[..<count]
    }
  }

  private static func end(in bytes: [UInt8], from start: Int) -> Int? {
    guard bytes.count >= start + end.count else { return nil }
    return (start...bytes.count - end.count).first { bytes[$0..<$0 + end.count].elementsEqual(end) }
  }
}
