public import TensorCore

/// A table of a model's layers in the order in which they run: shapes, parameters, multiply-adds,
/// receptive field.
public struct ModuleSummary: Sendable, Codable, Equatable {
  /// One call of one layer.
  public struct Row: Sendable, Codable, Equatable {
    /// As in the state dictionary: `features.0`; empty for a layer that is no member of the model.
    public var name: String
    /// The layer's type.
    public var kind: String
    /// Shape of what it gives; `nil` for parameters that are used otherwise than by a layer that was
    /// given the pass.
    public var output: [Int]?
    /// Its own, where they were not counted in a row before.
    public var parameters: Int
    /// Products that are summed, of convolutions and matrix products, for the input as given.
    public var multiplyAdds: Int
    /// Places of the model's input, along each axis behind the channels, that one place of the output
    /// depends on; it may be larger than the input. What is made between layers (a sum, a
    /// concatenation, a bare operation) counts as seeing what any layer before it sees. `nil` where
    /// nothing looks at neighbours.
    public var receptiveField: [Int]?
  }

  /// Shape of the input.
  public var input: [Int]
  public var rows: [Row]
  /// All parameters.
  public var parameters: Int
  /// Those that training changes.
  public var trainableParameters: Int
  /// Of all rows.
  public var multiplyAdds: Int
}

extension Module {
  /// Runs a prediction of zeros and tells what each layer did.
  ///
  ///     print(model.summary(input: [1, 1, 64, 64]) { _ = model($0, &$1) })
  /// - Parameters:
  ///   - input: the shape, with the batch: `[1, C, H, W]`.
  ///   - forward: the forward pass.
  public func summary(
    input shape: [Int], forward: (Tensor, inout Pass) -> Void
  ) -> ModuleSummary {
    let input = Tensor.zeros(shape)
    let recorder = LayerRecorder(self, input: input)
    withoutGradient {
      var pass = Pass.recording(recorder)
      forward(input, &pass)
    }
    recorder.addSilent()
    var rows = recorder.rows
    if !recorder.hasWindows {
      for index in rows.indices { rows[index].receptiveField = nil }
    }
    return ModuleSummary(
      input: shape, rows: rows, parameters: parameterCount,
      trainableParameters: parameters.filter(\.isTrainable).reduce(0) { $0 + $1.value.count },
      multiplyAdds: rows.reduce(0) { $0 + $1.multiplyAdds })
  }
}

extension Layer {
  /// Runs a prediction of zeros and tells what each layer inside did.
  /// - Parameter input: the shape, with the batch: `[1, C, H, W]`.
  public func summary(input: [Int]) -> ModuleSummary {
    summary(input: input) { _ = self($0, &$1) }
  }
}
