/// The three passes of a convolution as recorded operations: each one's way back is the other two, so
/// that derivatives go on for ever.
extension Convolution {
  /// The convolution, or the transposed one, whose forward pass is the way back to the input, with
  /// what follows in the same pass over memory.
  func recorded(
    _ x: Tensor, _ weight: Tensor, bias: Tensor?, scale: Tensor?, shift: Tensor?, slope: Float,
    isTransposed: Bool = false, name: StaticString
  ) -> Tensor {
    var rectified: Tensor?
    func traced(_ g: Tensor, _ wanted: [Bool]) -> [Tensor?] {
      let h = g.tracedBeforeRectifier(rectified, slope: slope)
      let passBack = isTransposed ? recordedForward : recordedInputGradient
      let (output, input) = isTransposed ? (x, h) : (h, x)
      return [
        wanted[0] ? passBack(h, weight, name) : nil,
        wanted[1] ? recordedWeightGradient(output, input, name) : nil,
        wanted.count > 2 && wanted[2] ? h.sum(over: [0, 2, 3]) : nil,
      ]
    }
    let inputs = [x, weight] + (bias.map { [$0] } ?? [])
    return .recorded(inputs, traced: traced, name: name) { inputs in
      let (x, w) = (inputs[0], inputs[1])
      let (pass, passBack) = isTransposed ? (inputGradient, forward) : (forward, inputGradient)
      let ending = Ending(
        bias: inputs.count > 2 ? inputs[2] : nil, scale: scale, shift: shift, slope: slope)
      let y = pass(x, w, ending)
      let kept = slope == 1 ? nil : y
      rectified = kept
      return (
        y,
        { gradient, wanted in
          let h = gradient.beforeRectifier(kept, slope: slope)
          let (output, input) = isTransposed ? (x, h) : (h, x)
          return [
            wanted[0] ? passBack(h, w, Ending()) : nil,
            wanted[1] ? weightGradient(output, input) : nil,
            wanted.count > 2 && wanted[2] ? h.sum(over: [0, 2, 3]) : nil,
          ]
        }
      )
    }
  }

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
