/// Equal shapes and equal elements; a NaN equals nothing, 0 equals -0. History does not count.
extension Tensor: Equatable {
  public static func == (a: Tensor, b: Tensor) -> Bool {
    a.shape == b.shape
      && a.withUnsafeBufferPointer { x in b.withUnsafeBufferPointer { x.elementsEqual($0) } }
  }
}

extension Tensor: CustomStringConvertible {
  /// Shape and first elements: `Tensor [2, 3]: 1.0, 2.0, 3.0, 4.0, 5.0, 6.0`.
  public var description: String {
    let first = withUnsafeBufferPointer { $0.prefix(8).map { "\($0)" } }.joined(separator: ", ")
    return "Tensor \(shape): \(first)\(count > 8 ? ", …" : "")"
  }
}
