internal import Synchronization

/// One recorded operation, or a leaf. A tensor holds the node that made it.
@usableFromInline
final class Node: @unchecked Sendable {
  private static let counter = Atomic<UInt64>(0)

  /// Grows with time: an operation's number is larger than those of its inputs.
  let order = Node.counter.add(1, ordering: .relaxed).newValue
  /// Where gradients go; `nil` for an input that is not tracked.
  private(set) var inputs: [Node?]
  /// From the gradient of the output to those of the inputs. `nil` in a leaf and after release.
  private(set) var pullback: Tensor.Pullback?
  /// The same in recorded operations on the tracked inputs; `nil` where the operation has none.
  var traced: Tensor.Pullback?
  /// The operation, for messages.
  let name: StaticString
  /// The parameter that a leaf stands for.
  let parameter: Parameter?

  init(
    _ name: StaticString, inputs: [Node?], pullback: @escaping Tensor.Pullback,
    traced: Tensor.Pullback?
  ) {
    self.name = name
    self.inputs = inputs
    self.pullback = pullback
    self.traced = traced
    parameter = nil
  }

  init(leaf parameter: Parameter) {
    name = "parameter"
    inputs = []
    self.parameter = parameter
  }

  /// Lets go of everything that was kept for the way back.
  func release() {
    pullback = nil
    traced = nil
    inputs = []
  }

  // A long chain of nodes would otherwise be freed by as deep a recursion.
  deinit {
    var pending = inputs.compactMap { $0 }
    release()
    while var node = pending.popLast() {
      if isKnownUniquelyReferenced(&node) {
        pending += node.inputs.compactMap { $0 }
        node.release()
      }
    }
  }
}
