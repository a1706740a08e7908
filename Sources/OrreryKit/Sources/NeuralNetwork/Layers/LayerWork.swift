public import TensorCore

/// How much a layer computes in one call, and how far it looks.
public struct LayerWork: Sendable, Equatable {
  /// Products that are summed, of convolutions and matrix products; all else counts nothing.
  public var multiplyAdds: Int
  /// Places of the input that one of the output depends on, along each axis behind the channels; one
  /// number holds for all axes.
  public var window: [Int]
  /// Places of the input from one place of the output to the next.
  public var stride: [Int]
  /// Places of the output for one of the input, of layers that enlarge.
  public var enlargement: [Int]

  public init(
    multiplyAdds: Int = 0, window: [Int] = [1], stride: [Int] = [1], enlargement: [Int] = [1]
  ) {
    self.multiplyAdds = multiplyAdds
    self.window = window
    self.stride = stride
    self.enlargement = enlargement
  }

  /// Of a layer over images.
  public init(multiplyAdds: Int = 0, window: Size2d, stride: Size2d) {
    self.init(
      multiplyAdds: multiplyAdds, window: [window.height, window.width],
      stride: [stride.height, stride.width])
  }

  /// Of a layer each of whose outputs depends on all places of its channels.
  public static func overAll(of input: [Int]) -> LayerWork {
    let places = Array(input.dropFirst(2))
    return places.isEmpty ? LayerWork() : LayerWork(window: places, stride: places)
  }

  /// Of a layer that divides the places of its input among those of its output.
  public static func adaptive(from input: [Int], to output: [Int]) -> LayerWork {
    let pairs = zip(input.dropFirst(2), output.dropFirst(2))
    return LayerWork(
      window: pairs.map { ($0 + $1 - 1) / max(1, $1) },
      stride: pairs.map { max(1, $0 / max(1, $1)) }
    )
  }
}
