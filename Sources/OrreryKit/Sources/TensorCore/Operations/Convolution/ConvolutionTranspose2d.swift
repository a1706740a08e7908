extension Tensor {
  /// Transposed convolution: spreads every value over a window, the way back of `conv2d`:
  /// y[n, o, s i + d k - p, s j + d l - p] is b[o] and the sum over c, i, j, k, l of
  /// w[c, o, k, l] x[n, c, i, j].
  ///
  /// **Shapes** `[N, C, H, W]`, weight `[C, O / groups, kernel height, kernel width]`, bias `[O]` to
  /// `[N, O, (H - 1) s - 2 p + d (k - 1) + outputPadding + 1, …]`. NaN spreads over its window.
  /// Dumoulin & Visin 2016, arXiv:1603.07285.
  /// - Parameter outputPadding: rows and columns more at the end, which no stride would tell apart
  ///   on the way forward.
  /// - Precondition: `groups` divides C; the image has pixels; `outputPadding` is less than the
  ///   stride; the result has a pixel or more.
  public func convTranspose2d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Size2d = 1, padding: Size2d = 0,
    outputPadding: Size2d = 0, dilation: Size2d = 1, groups: Int = 1
  ) -> Tensor {
    convTranspose2d(
      weight, bias: bias, stride: stride, padding: padding, outputPadding: outputPadding,
      dilation: dilation, groups: groups, slope: 1)
  }

  /// The same, then per channel scale y + shift, then y times `slope` where y < 0, in one pass.
  ///
  /// The scale and shift, of a normalisation, get no gradient: with them nothing may be recorded.
  package func convTranspose2d(
    _ weight: Tensor, bias: Tensor?, stride: Size2d, padding: Size2d, outputPadding: Size2d,
    dilation: Size2d, groups: Int, scale: Tensor? = nil, shift: Tensor? = nil, slope: Float
  ) -> Tensor {
    precondition(
      rank == 4 && weight.rank == 4 && groups > 0 && shape[1] == weight.shape[0]
        && shape[1] % groups == 0 && shape[2] > 0 && shape[3] > 0,
      "convTranspose2d: shape \(shape), weight \(weight.shape), groups \(groups)")
    let outputs = weight.shape[1] * groups
    precondition(
      bias.map { $0.shape == [outputs] } ?? true,
      "convTranspose2d: weight \(weight.shape), groups \(groups), bias \(bias?.shape ?? [])")
    precondition(
      outputPadding.height >= 0 && outputPadding.height < stride.height
        && outputPadding.width >= 0 && outputPadding.width < stride.width,
      "convTranspose2d: output padding \(outputPadding) for stride \(stride)")
    let kernel = Size2d(weight.shape[2], weight.shape[3])
    let height =
      (shape[2] - 1) * stride.height - 2 * padding.height + dilation.height * (kernel.height - 1)
      + outputPadding.height + 1
    let width =
      (shape[3] - 1) * stride.width - 2 * padding.width + dilation.width * (kernel.width - 1)
      + outputPadding.width + 1
    precondition(
      height > 0 && width > 0,
      "convTranspose2d: padding \(padding) leaves nothing of \(shape), weight \(weight.shape)")
    // The convolution whose way back this is: from the result's shape to this one.
    let window = Window(
      "convTranspose2d", [shape[0], outputs, height, width], kernel: kernel, stride: stride,
      padding: padding, dilation: dilation)
    let convolution = Convolution(window, outputChannels: shape[1], groups: groups)
    return convolution.recorded(
      self, weight, bias: bias, scale: scale, shift: shift, slope: slope, isTransposed: true,
      name: "convTranspose2d")
  }
}
