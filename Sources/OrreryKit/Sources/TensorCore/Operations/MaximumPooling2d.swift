internal import Kernels

extension Tensor {
  /// Largest value of each channel; equal ones share the gradient.
  ///
  /// **Shapes** `[N, C, H, W]` to `[N, C]`.
  /// - Precondition: the image is not empty.
  public func globalMaxPool2d() -> Tensor {
    precondition(
      rank == 4 && shape[2] > 0 && shape[3] > 0,
      "globalMaxPool2d: shape \(shape) is not [N, C, H > 0, W > 0]")
    return max(over: [2, 3])
  }

  /// Largest values of a grid of cells that covers the image, whatever its size; NaN wins.
  ///
  /// Cell i covers floor(i H / h) ..< ceil((i + 1) H / h). The gradient goes to the first of equal
  /// values.
  /// **Shapes** `[N, C, H, W]` to `[N, C, size.height, size.width]`.
  /// - Precondition: the image is not empty.
  public func adaptiveMaxPool2d(to size: Size2d) -> Tensor {
    precondition(
      rank == 4 && shape[2] > 0 && shape[3] > 0 && size.height > 0 && size.width > 0,
      "adaptiveMaxPool2d: shape \(shape) to \(size)")
    let pixels = permuted([0, 2, 3, 1])
    let (area, channels) = (shape[2] * shape[3], shape[1])
    let cells = size.height * size.width * channels
    var places = [Int64](repeating: 0, count: shape[0] * cells)
    places.withUnsafeMutableBufferPointer { places in
      // Each image has its own place.
      nonisolated(unsafe) let places = places
      read(pixels) { x in
        parallelChunks(shape[0], weight: area * channels) { r in
          orrery_adaptive_max_places(
            Int64(r.lowerBound), Int64(r.upperBound), Int64(shape[2]), Int64(shape[3]),
            Int64(channels), Int64(size.height), Int64(size.width), x, places.baseAddress)
        }
      }
    }
    // Places count through the whole array.
    return pixels.flattened().indexSelected(places.map(Int.init))
      .reshaped([shape[0], size.height, size.width, channels]).permuted([0, 3, 1, 2])
  }
}
