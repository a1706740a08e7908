/// A tensor of a model that is kept but not trained, such as a running mean.
///
/// Reading from several threads is safe; whoever writes must be alone.
public final class Buffer: @unchecked Sendable {
  public var value: Tensor
  /// Whether stored weights may bring another shape: of what a method keeps as much of as it learned.
  public let isResizable: Bool
  public init(_ value: Tensor, isResizable: Bool = false) {
    self.value = value.detached
    self.isResizable = isResizable
  }
}
