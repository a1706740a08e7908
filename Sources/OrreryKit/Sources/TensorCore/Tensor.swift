/// A Float32 array of any number of dimensions, row-major, a value.
public struct Tensor: Sendable {
  public let shape: [Int]
  /// The elements in row-major order.
  public let scalars: [Float]

  /// - Precondition: as many values as the shape has elements.
  public init(_ scalars: [Float], shape: [Int]) {
    precondition(
      scalars.count == shape.reduce(1, *),
      "Tensor: \(scalars.count) values for shape \(shape)")
    self.scalars = scalars
    self.shape = shape
  }
}
