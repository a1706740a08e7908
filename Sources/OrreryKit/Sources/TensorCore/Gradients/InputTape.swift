/// Makes leaves of the tensors that are made of arrays while it records, so that gradients reach the
/// inputs of a model whatever its batches look like.
///
///     let tape = InputTape()
///     let batch = try tape.recording { try model.inputs([object]) }
///     let slope = score(batch).gradients(at: tape.leaves)
///
/// One thread at a time uses it.
package final class InputTape: @unchecked Sendable {
  @TaskLocal static var current: InputTape?

  /// The tensors in the order in which they were made, tracked.
  package private(set) var leaves: [Tensor] = []

  package init() {}

  /// Runs `body`; tensors that it makes of arrays on this thread become leaves.
  package func recording<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Self.$current.withValue(self, operation: body)
  }

  func leaf(_ tensor: Tensor) -> Tensor {
    let leaf = Parameter(tensor).tensor
    leaves.append(leaf)
    return leaf
  }
}
