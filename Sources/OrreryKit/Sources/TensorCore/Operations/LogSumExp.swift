extension Tensor {
  /// ln sum e^x over `axes` (all where `nil`); the maximum is taken off first, so nothing overflows.
  ///
  /// - Precondition: there is something to sum.
  public func logSumExp(over axes: [Int]? = nil, keepingDimensions: Bool = false) -> Tensor {
    let axes = Axes.sorted(axes, rank: rank, "logSumExp")
    precondition(axes.allSatisfy { shape[$0] > 0 }, "logSumExp: shape \(shape) over \(axes)")
    let largest = detached.max(over: axes, keepingDimensions: true)
    // Infinite maxima would give infinity minus infinity.
    let shift = Tensor.select(
      largest.abs().less(than: Tensor(.infinity)), largest, Tensor(0))
    let total = (self - shift).exp().sum(over: axes, keepingDimensions: true).log() + shift
    return keepingDimensions
      ? total : total.reshaped(shape.indices.filter { !axes.contains($0) }.map { shape[$0] })
  }
}
