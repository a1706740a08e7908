/// A tensor as it is stored beside a model: a shape, the type in the file, the numbers.
public struct StateTensor: Sendable, Equatable {
  /// Numbers in row-major order. Weights are Float32 here; counters stay integers.
  @frozen
  public enum Values: Sendable, Equatable {
    case floats([Float])
    case integers([Int64])
  }

  public let shape: [Int]
  /// Type in the file. Writing `float16` or `bfloat16` rounds to the nearest.
  public internal(set) var type: ElementType
  public let values: Values

  /// Weights.
  /// - Precondition: `type` is a floating-point type; as many values as the shape has elements.
  public init(_ floats: [Float], shape: [Int], type: ElementType = .float32) {
    precondition(
      floats.count == shape.reduce(1, *) && type.isFloatingPoint,
      "StateTensor: \(floats.count) floats as \(type) for shape \(shape)")
    self.shape = shape
    self.type = type
    self.values = .floats(floats)
  }

  /// Counters and indices.
  /// - Precondition: `type` is an integer type that holds all values; as many values as the shape
  ///   has elements.
  public init(integers: [Int64], shape: [Int], type: ElementType = .int64) {
    precondition(
      integers.count == shape.reduce(1, *) && integers.allSatisfy(type.holds),
      "StateTensor: \(integers.count) integers as \(type) for shape \(shape)")
    self.shape = shape
    self.type = type
    self.values = .integers(integers)
  }

  /// The floats; `nil` for integers.
  public var floats: [Float]? {
    if case .floats(let floats) = values { floats } else { nil }
  }

  /// The integers; `nil` for floats.
  public var integers: [Int64]? {
    if case .integers(let integers) = values { integers } else { nil }
  }

  /// How many values are NaN or infinite.
  public var nonFiniteCount: Int { floats?.count { !$0.isFinite } ?? 0 }
}
