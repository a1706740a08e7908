extension Tensor {
  /// Sets each element to 0 with probability `p` and multiplies the others by 1 / (1 - p).
  ///
  /// Takes one number of `random`. For training only. Srivastava et al. 2014, JMLR 15, 1929.
  /// - Precondition: 0 <= p < 1.
  public func dropout(_ p: Float, _ random: inout RandomStream) -> Tensor {
    precondition(p >= 0 && p < 1, "dropout: probability \(p)")
    if p == 0 { return self }
    let kept = Tensor.uniform(shape, 0, 1, &random).greaterOrEqual(to: Tensor(p))
    return .select(kept, self * (1 / (1 - p)), Tensor(0))
  }

  /// Sets each channel of each object to 0 as a whole with probability `p` and multiplies the others
  /// by 1 / (1 - p): neighbouring pixels would tell what single ones held.
  ///
  /// **Shapes** `[N, C, …]` to the same. Takes one number of `random`. For training only. Tompson et
  /// al. 2015, arXiv:1411.4280.
  /// - Precondition: 0 <= p < 1.
  public func dropout2d(_ p: Float, _ random: inout RandomStream) -> Tensor {
    precondition(
      rank >= 2 && p >= 0 && p < 1, "dropout2d: shape \(shape), probability \(p)")
    if p == 0 { return self }
    let each = [shape[0], shape[1]] + [Int](repeating: 1, count: rank - 2)
    let kept = Tensor.uniform(each, 0, 1, &random).greaterOrEqual(to: Tensor(p))
    return .select(kept, self * (1 / (1 - p)), Tensor(0))
  }
}
