/// A tensor that training changes. With `Buffer` the only reference among the values of a model.
///
/// It is also how to ask for the gradient at an input: `let x = Parameter(image)`, then
/// `model(x.tensor).sum().gradients(at: [x])`.
/// Reading from several threads is safe; whoever writes must be alone.
public final class Parameter: @unchecked Sendable {
  /// The current value. Results made before keep the old one.
  public var value: Tensor {
    get { _value }
    set { _value = newValue.detached }
    _modify {
      defer { if _value.isTracked { _value = _value.detached } }
      yield &_value
    }
  }
  private var _value: Tensor
  /// Sum of the gradients since it was last set to `nil`; `nil` where none arrived.
  public var gradient: Tensor?
  /// False for a frozen parameter: `tensor` is then not tracked.
  public var isTrainable = true

  public init(_ value: Tensor) { _value = value.detached }

  /// The value as a leaf of the tape, for use in a forward pass.
  public var tensor: Tensor {
    guard isTrainable, GradientMode.isOn else { return _value }
    return Tensor(
      shape: _value.shape, storage: _value.storage, node: Node(leaf: self), layout: _value.layout)
  }
}
