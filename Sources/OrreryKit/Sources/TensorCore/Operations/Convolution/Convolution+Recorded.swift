/// The three passes of a convolution as recorded operations: each one's way back is the other two, so
/// that derivatives go on for ever.
extension Convolution {
  /// `[N, C, H, W]` to `[N, O, H', W']`.
  func recordedForward(_ x: Tensor, _ weight: Tensor, _ name: StaticString) -> Tensor {
    func back(_ x: Tensor, _ weight: Tensor) -> Tensor.Pullback {
      { g, wanted in
        [
          wanted[0] ? recordedInputGradient(g, weight, name) : nil,
          wanted[1] ? recordedWeightGradient(g, x, name) : nil,
        ]
      }
    }
    return .recorded([x, weight], traced: back(x, weight), name: name) { inputs in
      (forward(inputs[0], inputs[1]), back(inputs[0], inputs[1]))
    }
  }

  /// Gradient at the input, `[N, O, H', W']` to `[N, C, H, W]`: a transposed convolution.
  func recordedInputGradient(_ gradient: Tensor, _ weight: Tensor, _ name: StaticString) -> Tensor {
    func back(_ gradient: Tensor, _ weight: Tensor) -> Tensor.Pullback {
      { g, wanted in
        [
          wanted[0] ? recordedForward(g, weight, name) : nil,
          wanted[1] ? recordedWeightGradient(gradient, g, name) : nil,
        ]
      }
    }
    return .recorded([gradient, weight], traced: back(gradient, weight), name: name) { inputs in
      (inputGradient(inputs[0], inputs[1]), back(inputs[0], inputs[1]))
    }
  }

  /// Gradient at the weights, from that of the output and the input.
  func recordedWeightGradient(_ gradient: Tensor, _ x: Tensor, _ name: StaticString) -> Tensor {
    func back(_ gradient: Tensor, _ x: Tensor) -> Tensor.Pullback {
      { g, wanted in
        [
          wanted[0] ? recordedForward(x, g, name) : nil,
          wanted[1] ? recordedInputGradient(gradient, g, name) : nil,
        ]
      }
    }
    return .recorded([gradient, x], traced: back(gradient, x), name: name) { inputs in
      (weightGradient(inputs[0], inputs[1]), back(inputs[0], inputs[1]))
    }
  }
}
