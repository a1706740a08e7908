extension Tensor {
  /// Convolution (cross-correlation) of images:
  /// y[n, o, i, j] = b[o] + sum over c, k, l of w[o, c, k, l] x[n, c, s i + d k - p, s j + d l - p].
  ///
  /// **Shapes** `[N, C, H, W]`, weight `[O, C / groups, kernel height, kernel width]`, bias `[O]` to
  /// `[N, O, (H + 2 p - d (k - 1) - 1) / s + 1, …]`. NaN spreads over the windows that hold it.
  /// - Precondition: `groups` divides C and O; the window fits into the padded image.
  public func conv2d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Size2d = 1, padding: Size2d = 0,
    dilation: Size2d = 1, groups: Int = 1
  ) -> Tensor {
    conv2d(
      weight, bias: bias, stride: stride, padding: padding, dilation: dilation, groups: groups,
      slope: 1)
  }

  /// The same, then per channel scale y + shift, then y times `slope` where y < 0, in one pass.
  ///
  /// The scale and shift, of a normalisation, get no gradient: with them nothing may be recorded.
  package func conv2d(
    _ weight: Tensor, bias: Tensor?, stride: Size2d, padding: Size2d, dilation: Size2d, groups: Int,
    scale: Tensor? = nil, shift: Tensor? = nil, slope: Float
  ) -> Tensor {
    precondition(
      rank == 4 && weight.rank == 4 && groups > 0 && shape[1] == weight.shape[1] * groups
        && weight.shape[0] % groups == 0,
      "conv2d: shape \(shape), weight \(weight.shape), groups \(groups)")
    precondition(
      bias.map { $0.shape == [weight.shape[0]] } ?? true,
      "conv2d: weight \(weight.shape), bias \(bias?.shape ?? [])")
    let window = Window(
      "conv2d", shape, kernel: Size2d(weight.shape[2], weight.shape[3]), stride: stride,
      padding: padding, dilation: dilation)
    let convolution = Convolution(window, outputChannels: weight.shape[0], groups: groups)
    return convolution.recorded(
      self, weight, bias: bias, scale: scale, shift: shift, slope: slope, name: "conv2d")
  }
}
