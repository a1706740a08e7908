extension Tensor {
  /// The elements in row-major order: a copy.
  public var scalars: [Float] { withUnsafeBufferPointer { Array($0) } }

  /// The only element.
  /// - Precondition: the tensor has one element.
  public var item: Float {
    precondition(count == 1, "item: shape \(shape) has \(count) elements")
    return withUnsafeBufferPointer { $0[0] }
  }

  /// The element at these indices, one for each axis. For many elements, take the buffer.
  public subscript(indices: Int...) -> Float {
    precondition(
      indices.count == rank && zip(indices, shape).allSatisfy { $0 >= 0 && $0 < $1 },
      "subscript: indices \(indices) in shape \(shape)")
    let offset = zip(indices, shape).reduce(0) { $0 * $1.1 + $1.0 }
    return withUnsafeBufferPointer { $0[offset] }
  }

  /// Calls `body` with the elements in row-major order.
  public func withUnsafeBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let storage = laidOut(.rowMajor).storage
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeBufferPointer(start: storage.pointer, count: storage.count))
  }

  /// Calls `body` with the elements in row-major order to change them; other tensors keep theirs.
  /// - Precondition: the tensor is not tracked.
  public mutating func withUnsafeMutableBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(node == nil, "withUnsafeMutableBufferPointer: the tensor is tracked")
    if layout != .rowMajor { self = laidOut(.rowMajor) }
    if !isKnownUniquelyReferenced(&storage) {
      let copy = Storage(count: count)
      copy.pointer.update(from: storage.pointer, count: count)
      storage = copy
    }
    storage.forgetForms()
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeMutableBufferPointer(start: storage.pointer, count: count))
  }
}

// MARK: - Pointers for kernels; valid inside the closure only

/// The elements in row-major order.
func read<Result>(_ a: Tensor, _ body: (UnsafePointer<Float>) -> Result) -> Result {
  raw(a.layout == .rowMajor ? a : a.laidOut(.rowMajor), body)
}

/// The elements as they lie.
func raw<Result>(_ a: Tensor, _ body: (UnsafePointer<Float>) -> Result) -> Result {
  defer { withExtendedLifetime(a) {} }
  return body(UnsafePointer(a.storage.pointer))
}

func raw<Result>(
  _ a: Tensor, _ b: Tensor, _ c: Tensor,
  _ body: (UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>) -> Result
) -> Result {
  raw(a) { a in raw(b) { b in raw(c) { c in body(a, b, c) } } }
}

func read<Result>(
  _ a: Tensor, _ b: Tensor, _ body: (UnsafePointer<Float>, UnsafePointer<Float>) -> Result
) -> Result {
  read(a) { a in read(b) { b in body(a, b) } }
}

func read<Result>(
  _ a: Tensor, _ b: Tensor, _ c: Tensor,
  _ body: (UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>) -> Result
) -> Result {
  read(a, b) { a, b in read(c) { c in body(a, b, c) } }
}
