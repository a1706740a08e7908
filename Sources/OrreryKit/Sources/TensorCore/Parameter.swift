/// A tensor that training changes: the only reference among the values of a model.
public final class Parameter: @unchecked Sendable {
  public var value: Tensor
  /// Sum of the gradients since the last `zeroGradient()`; `nil` where none arrived.
  public var gradient: Tensor?
  /// False for a frozen parameter.
  public var isTrainable = true
  public init(_ value: Tensor) { self.value = value }
}
