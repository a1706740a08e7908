extension Tensor {
  /// The way back of an operation: from the gradient of its output to those of its inputs.
  ///
  /// `wanted` tells which inputs need one; the others may be `nil`.
  public typealias Pullback = (_ gradient: Tensor, _ wanted: [Bool]) -> [Tensor?]

  /// Makes an operation: runs it forward and, if an input is tracked, records the way back.
  ///
  /// Forward and backward stand side by side:
  /// ```swift
  /// func cube(_ x: Tensor) -> Tensor {
  ///   .recorded([x]) { inputs in
  ///     let x = inputs[0]
  ///     return (x * x * x, { gradient, _ in [gradient * 3 * x * x] })
  ///   }
  /// }
  /// ```
  /// - Parameters:
  ///   - inputs: what the operation depends on.
  ///   - operation: gets the inputs detached, so that its own arithmetic is not recorded. It must
  ///     use these and not the tracked ones outside.
  public static func recorded(
    _ inputs: [Tensor], _ operation: ([Tensor]) -> (Tensor, Pullback)
  ) -> Tensor {
    let (output, pullback) = operation(inputs.map(\.detached))
    guard GradientMode.isOn, inputs.contains(where: \.isTracked) else { return output.detached }
    let node = Node(inputs: inputs.map(\.node), pullback: pullback)
    return Tensor(
      shape: output.shape, storage: output.storage, node: node, layout: output.layout)
  }

  /// An operation of one input.
  static func recorded(
    _ input: Tensor, _ operation: (Tensor) -> (Tensor, (Tensor) -> Tensor)
  ) -> Tensor {
    recorded([input]) { inputs in
      let (output, back) = operation(inputs[0])
      return (output, { gradient, _ in [back(gradient)] })
    }
  }
}
