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
    var rectified: Tensor?
    func traced(_ g: Tensor, _ wanted: [Bool]) -> [Tensor?] {
      let h = g.tracedBeforeRectifier(rectified, slope: slope)
      return [
        wanted[0] ? convolution.recordedInputGradient(h, weight, "conv2d") : nil,
        wanted[1] ? convolution.recordedWeightGradient(h, self, "conv2d") : nil,
        wanted.count > 2 && wanted[2] ? h.sum(over: [0, 2, 3]) : nil,
      ]
    }
    return .recorded([self, weight] + (bias.map { [$0] } ?? []), traced: traced) { inputs in
      let (x, w) = (inputs[0], inputs[1])
      let ending = Ending(
        bias: inputs.count > 2 ? inputs[2] : nil, scale: scale, shift: shift, slope: slope)
      let y = convolution.forward(x, w, ending)
      let kept = slope == 1 ? nil : y
      rectified = kept
      return (
        y,
        { gradient, wanted in
          let gradient = gradient.beforeRectifier(kept, slope: slope)
          return [
            wanted[0] ? convolution.inputGradient(gradient, w) : nil,
            wanted[1] ? convolution.weightGradient(gradient, x) : nil,
            wanted.count > 2 && wanted[2] ? gradient.sum(over: [0, 2, 3]) : nil,
          ]
        }
      )
    }
  }
}
