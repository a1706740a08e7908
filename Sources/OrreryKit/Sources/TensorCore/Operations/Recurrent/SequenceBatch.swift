internal import Kernels

/// The sequences of a batch from the longest to the shortest, so that each step works on the first
/// ones only, cut into pieces that threads take.
struct SequenceBatch {
  /// Some neighbours of the order.
  struct Piece {
    let rows: Range<Int>
    /// Rows times steps of all pieces before.
    let start: Int
  }

  let rows: Int
  let steps: Int
  /// Rows times steps.
  let total: Int
  let pieces: [Piece]
  private let order: [Int64]
  private let lengths: [Int64]

  init(_ operation: String, rows: Int, steps: Int, lengths: [Int]?) {
    let lengths = lengths ?? Array(repeating: steps, count: rows)
    precondition(
      lengths.count == rows && lengths.allSatisfy { $0 >= 0 && $0 <= steps },
      "\(operation): lengths \(lengths) for \(rows) sequences of \(steps) steps")
    let order = lengths.indices.sorted { (-lengths[$0], $0) < (-lengths[$1], $1) }
    // Pieces depend on the batch alone. Each has its own sum of weight gradients: 16 at most.
    let size = rows <= 128 ? max(6, (rows + 3) / 4) : max(32, (rows + 15) / 16)
    var pieces: [Piece] = []
    var total = 0
    for first in Swift.stride(from: 0, to: rows, by: size) {
      let piece = first..<min(rows, first + size)
      pieces.append(Piece(rows: piece, start: total))
      total += order[piece].reduce(0) { $0 + lengths[$1] }
    }
    self.rows = rows
    self.steps = steps
    self.total = total
    self.pieces = pieces
    self.order = order.map(Int64.init)
    self.lengths = order.map { Int64(lengths[$0]) }
  }

  /// Calls `body` with a piece as the kernels take it.
  func withSequences(
    of piece: Piece, isReversed: Bool, _ body: (UnsafePointer<orrery_sequences>) -> Void
  ) {
    order.withUnsafeBufferPointer { order in
      lengths.withUnsafeBufferPointer { lengths in
        guard let order = order.baseAddress, let lengths = lengths.baseAddress else { return }
        var sequences = orrery_sequences(
          rows: Int64(piece.rows.count), steps: Int64(steps),
          order: order + piece.rows.lowerBound, lengths: lengths + piece.rows.lowerBound,
          is_reversed: isReversed ? 1 : 0)
        body(&sequences)
      }
    }
  }
}
