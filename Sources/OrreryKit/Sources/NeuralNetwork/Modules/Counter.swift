/// An integer that travels with the weights, as `num_batches_tracked` of a normalisation does.
public final class Counter: @unchecked Sendable {
  public var value: Int
  public init(_ value: Int = 0) { self.value = value }
}
