import Synchronization

/// What is recorded of the files of a run, looked up some hundreds at a time: they are asked for
/// nearly in order.
final class KnownInputs: Sendable {
  private static let size = 512
  /// Pieces that are kept: files are opened a few dozen ahead.
  private static let most = 3

  private let ledger: Ledger
  private let pieces = Mutex<[Int: [String: Ledger.KnownInput]]>([:])

  init(_ ledger: Ledger) { self.ledger = ledger }

  /// - Returns: `nil` where nothing is recorded of the file at this position; it may be known at
  ///   another one.
  func input(_ path: String, at position: Int) throws -> Ledger.KnownInput? {
    let piece = position / Self.size
    return try pieces.withLock { pieces in
      if pieces[piece] == nil {
        let found = try ledger.known(at: piece * Self.size..<(piece + 1) * Self.size)
        if pieces.count >= Self.most, let first = pieces.keys.min() { pieces[first] = nil }
        pieces[piece] = found
      }
      return pieces[piece]?[path]
    }
  }
}
