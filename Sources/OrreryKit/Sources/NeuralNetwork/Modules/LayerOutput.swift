package import TensorCore

/// What one call of one layer gave in a forward pass.
package struct LayerOutput: Sendable {
  /// As in the state dictionary: `body.0`.
  package let name: String
  package let kind: String
  /// Tracked where the pass recorded gradients.
  package let tensor: Tensor
  /// Places of the model's input that one place depends on, along each axis behind the channels.
  package let receptiveField: [Int]
  /// Places of the model's input from one place to the next.
  package let step: [Double]
  package let isConvolution: Bool
}

extension Module {
  /// Runs a prediction that notes what each layer gives.
  ///
  /// Layers run one by one; nothing is noted, and nothing slower, in any other pass.
  /// - Parameter input: the tensor that the first layer takes, for receptive fields.
  package func layerOutputs(
    input: Tensor, _ forward: (inout Pass) throws -> Void
  ) rethrows -> [LayerOutput] {
    let recorder = LayerRecorder(self, input: input)
    var pass = Pass.recording(recorder)
    try forward(&pass)
    return recorder.outputs
  }
}
