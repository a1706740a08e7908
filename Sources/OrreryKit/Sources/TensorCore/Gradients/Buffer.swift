/// A tensor of a model that is kept but not trained, such as a running mean.
///
/// Reading from several threads is safe; whoever writes must be alone.
public final class Buffer: @unchecked Sendable {
  public var value: Tensor
  public init(_ value: Tensor) { self.value = value.detached }
}
