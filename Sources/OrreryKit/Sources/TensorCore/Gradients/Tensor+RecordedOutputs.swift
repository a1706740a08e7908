extension Tensor {
  /// Makes an operation of several outputs, as `recorded` does one of a single output.
  ///
  /// The way back gets the gradient of each output, `nil` where none arrived.
  static func recorded(
    _ inputs: [Tensor], name: StaticString = #function,
    outputs operation: ([Tensor]) -> (
      [Tensor], (_ gradients: [Tensor?], _ wanted: [Bool]) -> [Tensor?]
    )
  ) -> [Tensor] {
    var outputs: [Tensor] = []
    let arrived = ArrivedGradients()
    // The node of the operation has an empty output. The true ones hang on it: on the way back they
    // come first, leave their gradients in `arrived` and send an empty one on.
    let empty = Tensor.zeros([0])
    let node = recorded(inputs, name: name) { inputs in
      let (results, pullback) = operation(inputs)
      outputs = results
      return (
        empty,
        { _, wanted in
          let gradients = results.indices.map { arrived.gradients[$0] }
          arrived.gradients = [:]
          return pullback(gradients, wanted)
        }
      )
    }
    guard node.isTracked else { return outputs }
    return outputs.enumerated().map { index, output in
      recorded(node) { _ in
        (
          output,
          { gradient in
            arrived.gradients[index] = gradient
            return empty
          }
        )
      }
    }
  }
}

/// Gradients of outputs on their way to the operation.
private final class ArrivedGradients {
  var gradients: [Int: Tensor] = [:]
}
