/// A Float32 array of any number of dimensions, a value; its elements count in row-major order.
///
/// A tensor that comes from a `Parameter` by differentiable operations remembers them, so that
/// `backward()` can follow them back; `detached` forgets.
@frozen public struct Tensor: Sendable {
  /// Length of each axis; empty for a single number.
  public let shape: [Int]
  @usableFromInline var storage: Storage
  @usableFromInline let node: Node?
  @usableFromInline let layout: Layout

  init(shape: [Int], storage: Storage, node: Node? = nil, layout: Layout = .rowMajor) {
    self.shape = shape
    self.storage = storage
    self.node = node
    self.layout = layout
  }

  /// A tensor whose elements `fill` writes, each exactly once.
  /// - Precondition: it fits into the memory.
  package init(shape: [Int], fill: (UnsafeMutablePointer<Float>) -> Void) {
    self.init(shape: shape, layout: .rowMajor, fill: fill)
  }

  /// The same for elements that lie otherwise.
  init(shape: [Int], layout: Layout, fill: (UnsafeMutablePointer<Float>) -> Void) {
    self.init(shape: shape, storage: Storage(count: MemoryLimit.count(shape)), layout: layout)
    if count > 0 { fill(storage.pointer) }
    withExtendedLifetime(storage) {}
  }

  /// - Precondition: as many values as the shape has elements.
  public init(_ scalars: [Float], shape: [Int]) {
    precondition(
      scalars.count == shape.reduce(1, *) && shape.allSatisfy { $0 >= 0 },
      "Tensor: \(scalars.count) values for shape \(shape)")
    self.init(shape: shape) { target in
      scalars.withUnsafeBufferPointer {
        if let source = $0.baseAddress { target.update(from: source, count: $0.count) }
      }
    }
    if let tape = InputTape.current { self = tape.leaf(self) }
  }

  /// A single number; its shape is `[]`.
  public init(_ value: Float) { self.init([value], shape: []) }

  /// Number of elements.
  public var count: Int { storage.count }

  /// Number of axes.
  public var rank: Int { shape.count }

  /// The same values without their history: no gradient flows through.
  public var detached: Tensor { Tensor(shape: shape, storage: storage, layout: layout) }

  /// True where operations on this tensor are recorded for `backward()`.
  public var isTracked: Bool { node != nil }

  /// The same for tensors that share their elements, as one and its reshaped form do.
  package var elements: ObjectIdentifier { ObjectIdentifier(storage) }
}
