extension Tensor {
  /// Convolution (cross-correlation) of sequences, such as spectra and light curves:
  /// y[n, o, i] = b[o] + sum over c, k of w[o, c, k] x[n, c, s i + d k - p].
  ///
  /// **Shapes** `[N, C, L]`, weight `[O, C / groups, kernel]`, bias `[O]` to
  /// `[N, O, (L + 2 p - d (k - 1) - 1) / s + 1]`. NaN spreads over the windows that hold it.
  /// - Precondition: `groups` divides C and O; the window fits into the padded sequence.
  public func conv1d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, dilation: Int = 1,
    groups: Int = 1
  ) -> Tensor {
    precondition(
      rank == 3 && weight.rank == 3 && groups > 0 && shape[1] == weight.shape[1] * groups
        && weight.shape[0] % groups == 0 && (bias.map { $0.shape == [weight.shape[0]] } ?? true),
      "conv1d: shape \(shape), weight \(weight.shape), bias \(bias?.shape ?? []), groups \(groups)")
    return inOneRow("conv1d") {
      $0.conv2d(
        weight.inserted(axis: 2), bias: bias, stride: Size2d(1, stride),
        padding: Size2d(0, padding), dilation: Size2d(1, dilation), groups: groups)
    }
  }

  /// Treats sequences `[N, C, L]` as images of one row.
  func inOneRow(_ name: String, _ operation: (Tensor) -> Tensor) -> Tensor {
    precondition(rank == 3, "\(name): shape \(shape) is not [N, C, L]")
    let y = operation(inserted(axis: 2))
    return y.reshaped([y.shape[0], y.shape[1], y.shape[3]])
  }
}
