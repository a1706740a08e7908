internal import TensorCore

// A layer and those behind it can often be done in one pass over memory. The results are those of
// the layers one by one, but for rounding.

/// An activation that multiplies what is below 0 by `slope`; 0 for ReLU.
protocol Rectifier {
  var slope: Float { get }
}

extension ReLU: Rectifier {
  var slope: Float { 0 }
}

extension LeakyReLU: Rectifier {}

/// A layer that can rectify on the way.
protocol RectifyingLayer {
  func callAsFunction(_ input: Tensor, _ pass: inout Pass, slope: Float) -> Tensor
}

/// A layer whose channels can be scaled and shifted on the way, when nothing is recorded.
protocol ScalingLayer {
  func callAsFunction(_ input: Tensor, scale: Tensor, shift: Tensor, slope: Float) -> Tensor
}

extension Sequential {
  /// Does the layer at `index`, and those behind it that go along.
  /// - Returns: the result and the number of layers done.
  func step(_ index: Int, _ input: Tensor, _ pass: inout Pass) -> (Tensor, Int) {
    let layer = layers[index]
    if pass.isRecording { return (layer(input, &pass), 1) }
    if !pass.isTraining, !Tensor.isRecording, index + 1 < layers.count,
      let scaling = layer as? any ScalingLayer, let norm = layers[index + 1] as? BatchNorm2d
    {
      let slope = slope(at: index + 2)
      let (scale, shift) = norm.inference
      return (
        scaling(input, scale: scale, shift: shift, slope: slope ?? 1), slope == nil ? 2 : 3
      )
    }
    if let rectifying = layer as? any RectifyingLayer, let slope = slope(at: index + 1) {
      return (rectifying(input, &pass, slope: slope), 2)
    }
    return (layer(input, &pass), 1)
  }

  private func slope(at index: Int) -> Float? {
    guard index < layers.count, let slope = (layers[index] as? any Rectifier)?.slope, slope >= 0
    else { return nil }
    return slope
  }
}

extension BatchNorm2d: RectifyingLayer {}

extension Residual: RectifyingLayer {}

extension Linear: RectifyingLayer {
  func callAsFunction(_ input: Tensor, _ pass: inout Pass, slope: Float) -> Tensor {
    input.linear(weight.tensor, bias: bias?.tensor, slope: slope)
  }
}

extension Conv2d: ScalingLayer, RectifyingLayer {
  func callAsFunction(_ input: Tensor, _ pass: inout Pass, slope: Float) -> Tensor {
    input.conv2d(
      weight.tensor, bias: bias?.tensor, stride: stride, padding: padding, dilation: dilation,
      groups: groups, slope: slope)
  }

  func callAsFunction(_ input: Tensor, scale: Tensor, shift: Tensor, slope: Float) -> Tensor {
    input.conv2d(
      weight.tensor, bias: bias?.tensor, stride: stride, padding: padding, dilation: dilation,
      groups: groups, scale: scale, shift: shift, slope: slope)
  }
}

extension ConvTranspose2d: ScalingLayer, RectifyingLayer {
  func callAsFunction(_ input: Tensor, _ pass: inout Pass, slope: Float) -> Tensor {
    input.convTranspose2d(
      weight.tensor, bias: bias?.tensor, stride: stride, padding: padding,
      outputPadding: outputPadding, dilation: dilation, groups: groups, slope: slope)
  }

  func callAsFunction(_ input: Tensor, scale: Tensor, shift: Tensor, slope: Float) -> Tensor {
    input.convTranspose2d(
      weight.tensor, bias: bias?.tensor, stride: stride, padding: padding,
      outputPadding: outputPadding, dilation: dilation, groups: groups, scale: scale, shift: shift,
      slope: slope)
  }
}
