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
}
