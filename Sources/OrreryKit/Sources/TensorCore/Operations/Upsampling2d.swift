internal import Kernels

extension Tensor {
  /// Images of another size, each pixel a mixture of the four nearest ones.
  ///
  /// Pixels are areas, as where PyTorch says `align_corners=False`: pixel i of the result lies at
  /// (i + 1/2) H / h - 1/2, and what lies before the first or behind the last centre takes that one.
  /// Meant for enlarging: a smaller image would skip pixels.
  /// **Shapes** `[N, C, H, W]` to `[N, C, size.height, size.width]`. NaN spreads to its neighbours.
  /// - Precondition: the image is not empty.
  public func upsampleBilinear2d(to size: Size2d) -> Tensor {
    precondition(
      rank == 4 && shape[2] > 0 && shape[3] > 0 && size.height > 0 && size.width > 0,
      "upsampleBilinear2d: shape \(shape) to \(size)")
    let rows = Interpolation(from: shape[2], to: size.height)
    let columns = Interpolation(from: shape[3], to: size.width)
    let (planes, source, target) = (
      shape[0] * shape[1], shape, [shape[0], shape[1], size.height, size.width]
    )
    let (area, targetArea) = (shape[2] * shape[3], size.height * size.width)
    func run(
      _ x: Tensor, _ shape: [Int],
      _ kernel: (Int64, Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
    ) -> Tensor {
      Tensor(shape: shape) { y in
        read(x) { x in
          parallelChunks(planes, weight: Swift.max(area, targetArea)) { range in
            kernel(Int64(range.count), range.lowerBound, x, y)
          }
        }
      }
    }
    return .recorded(self) { x in
      (
        run(x, target) { count, first, x, y in
          orrery_upsample_bilinear(
            count, Int64(source[2]), Int64(source[3]), Int64(size.height), Int64(size.width),
            rows.indices, rows.parts, columns.indices, columns.parts, x + first * area,
            y + first * targetArea)
        },
        { gradient in
          run(gradient, source) { count, first, g, dx in
            orrery_upsample_bilinear_gradient(
              count, Int64(source[2]), Int64(source[3]), Int64(size.height), Int64(size.width),
              rows.indices, rows.parts, columns.indices, columns.parts, g + first * targetArea,
              dx + first * area)
          }
        }
      )
    }
  }

  /// Images enlarged `factor` times, each pixel a mixture of the four nearest ones.
  ///
  /// **Shapes** `[N, C, H, W]` to `[N, C, H factor.height, W factor.width]`.
  public func upsampleBilinear2d(by factor: Size2d) -> Tensor {
    precondition(
      rank == 4 && factor.height > 0 && factor.width > 0,
      "upsampleBilinear2d: shape \(shape) by \(factor)")
    return upsampleBilinear2d(to: Size2d(shape[2] * factor.height, shape[3] * factor.width))
  }
}

/// Where the points of a finer line lie on a coarser one: x[i] (1 - part) + x[i + 1] part.
private struct Interpolation {
  /// The point before; the last one stands for itself.
  let indices: [Int32]
  let parts: [Float]

  init(from count: Int, to target: Int) {
    let places = (0..<target).map {
      max(0, (Double($0) + 0.5) * Double(count) / Double(target) - 0.5)
    }
    indices = places.map { Int32(min(Int($0), count - 1)) }
    parts = zip(places, indices).map { place, index in
      Int(index) == count - 1 ? 0 : Float(place - Double(index))
    }
  }
}
