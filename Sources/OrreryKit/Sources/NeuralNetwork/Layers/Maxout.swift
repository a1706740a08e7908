public import TensorCore

/// The largest of each `pieces` neighbouring channels (Goodfellow et al. 2013, arXiv:1302.4389): an
/// activation that learns its shape. The layer before it makes `pieces` times as many channels.
///
///     let dense = Sequential(Linear(inputs: 64, outputs: 32 * 2, random: &random), Maxout(pieces: 2))
///
/// **Shapes** `[N, C, …]` to `[N, C / pieces, …]`.
public struct Maxout: PureLayer {
  public let pieces: Int

  public init(pieces: Int = 2) {
    precondition(pieces > 0, "Maxout: \(pieces) pieces")
    self.pieces = pieces
  }

  public func callAsFunction(_ input: Tensor) -> Tensor { input.maxout(pieces: pieces) }
}
