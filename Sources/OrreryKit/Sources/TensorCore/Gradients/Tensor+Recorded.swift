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
  ///   - traced: the way back once more, for derivatives of gradients: made of operations on the
  ///     inputs as they stand outside, tracked. Without it `gradients(at:creatingGraph:)` stops with
  ///     a message that names the operation.
  ///   - name: the operation, for messages: the function that calls this where not given.
  ///   - operation: gets the inputs detached, so that its own arithmetic is not recorded. It must
  ///     use these and not the tracked ones outside.
  public static func recorded(
    _ inputs: [Tensor], traced: @autoclosure () -> Pullback? = nil,
    name: StaticString = #function, _ operation: ([Tensor]) -> (Tensor, Pullback)
  ) -> Tensor {
    let (output, pullback) = operation(inputs.map(\.detached))
    return output.made(by: name, from: inputs, pullback: pullback, traced: traced())
  }

  /// An operation of one input.
  static func recorded(
    _ input: Tensor, traced: @autoclosure () -> ((Tensor) -> Tensor)? = nil,
    name: StaticString = #function, _ operation: (Tensor) -> (Tensor, (Tensor) -> Tensor)
  ) -> Tensor {
    let (output, back) = operation(input.detached)
    return output.made(
      by: name, from: [input], pullback: { gradient, _ in [back(gradient)] },
      traced: traced().map { traced in { gradient, _ in [traced(gradient)] } })
  }

  /// An operation that is linear in its inputs, piece by piece at least, and whose way back is made
  /// of recorded operations on the gradient: it serves for derivatives of gradients as it is.
  static func recorded(
    linear inputs: [Tensor], name: StaticString = #function,
    _ operation: ([Tensor]) -> (Tensor, Pullback)
  ) -> Tensor {
    let (output, pullback) = operation(inputs.map(\.detached))
    return output.made(by: name, from: inputs, pullback: pullback, traced: pullback)
  }

  /// A linear operation of one input.
  static func recorded(
    linear input: Tensor, name: StaticString = #function,
    _ operation: (Tensor) -> (Tensor, (Tensor) -> Tensor)
  ) -> Tensor {
    recorded(linear: [input], name: name) { inputs in
      let (output, back) = operation(inputs[0])
      return (output, { gradient, _ in [back(gradient)] })
    }
  }

  /// An operation of one input whose derivative is best told by its output, which alone is kept.
  /// - Parameter tracedByOutput: the way back in recorded operations, from output and gradient.
  static func recorded(
    _ input: Tensor, tracedByOutput: @escaping (_ output: Tensor, _ gradient: Tensor) -> Tensor,
    name: StaticString = #function, _ operation: (Tensor) -> (Tensor, (Tensor) -> Tensor)
  ) -> Tensor {
    let output = recorded(input, name: name, operation)
    if let node = output.node {
      // The node runs this itself: it is there.
      let plain = output.detached
      node.traced = { [unowned node] gradient, _ in
        let output = Tensor(
          shape: plain.shape, storage: plain.storage, node: node, layout: plain.layout)
        return [tracedByOutput(output, gradient)]
      }
    }
    return output
  }

  /// This as the output of a recorded operation, where an input is tracked.
  private func made(
    by name: StaticString, from inputs: [Tensor], pullback: @escaping Pullback,
    traced: @autoclosure () -> Pullback?
  ) -> Tensor {
    guard GradientMode.isOn, inputs.contains(where: \.isTracked) else { return detached }
    let node = Node(name, inputs: inputs.map(\.node), pullback: pullback, traced: traced())
    return Tensor(shape: shape, storage: storage, node: node, layout: layout)
  }
}
