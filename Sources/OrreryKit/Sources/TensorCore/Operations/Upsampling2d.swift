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
    return Bilinear(from: Size2d(shape[2], shape[3]), to: size).enlarged(self)
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

/// Bilinear interpolation between two sizes, and its way back.
private struct Bilinear {
  let source: Size2d
  let target: Size2d
  private let rows: Interpolation
  private let columns: Interpolation

  init(from source: Size2d, to target: Size2d) {
    (self.source, self.target) = (source, target)
    rows = Interpolation(from: source.height, to: target.height)
    columns = Interpolation(from: source.width, to: target.width)
  }

  func enlarged(_ x: Tensor) -> Tensor {
    .recorded(linear: x, name: "upsampleBilinear2d") { x in
      (run(x, target, orrery_upsample_bilinear), gathered)
    }
  }

  /// Gradients go back to the pixels that were mixed.
  private func gathered(_ gradient: Tensor) -> Tensor {
    .recorded(linear: gradient, name: "upsampleBilinear2d") { gradient in
      (run(gradient, source, orrery_upsample_bilinear_gradient), enlarged)
    }
  }

  private typealias Kernel =
    @convention(c) (
      Int64, Int64, Int64, Int64, Int64, UnsafePointer<Int32>?, UnsafePointer<Float>?,
      UnsafePointer<Int32>?, UnsafePointer<Float>?, UnsafePointer<Float>?,
      UnsafeMutablePointer<Float>?
    ) -> Void

  private func run(_ x: Tensor, _ size: Size2d, _ kernel: Kernel) -> Tensor {
    let planes = x.shape[0] * x.shape[1]
    let (area, resultArea) = (x.shape[2] * x.shape[3], size.height * size.width)
    return Tensor(shape: [x.shape[0], x.shape[1], size.height, size.width]) { y in
      read(x) { x in
        parallelChunks(planes, weight: max(area, resultArea)) { r in
          kernel(
            Int64(r.count), Int64(source.height), Int64(source.width), Int64(target.height),
            Int64(target.width), rows.indices, rows.parts, columns.indices, columns.parts,
            x + r.lowerBound * area, y + r.lowerBound * resultArea)
        }
      }
    }
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
