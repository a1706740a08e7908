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
  private let source: Size2d
  private let target: Size2d
  private let rows: Interpolation
  private let columns: Interpolation

  init(from source: Size2d, to target: Size2d) {
    (self.source, self.target) = (source, target)
    rows = Interpolation(from: source.height, to: target.height)
    columns = Interpolation(from: source.width, to: target.width)
  }

  func enlarged(_ x: Tensor) -> Tensor {
    .recorded(linear: x, name: "upsampleBilinear2d") { x in
      let (images, channels) = (x.shape[0], x.shape[1])
      let (area, targetArea) = (
        channels * source.height * source.width, channels * target.height * target.width
      )
      let shape = [images, channels, target.height, target.width]
      let y = Tensor(shape: shape, layout: .channelsLast) { y in
        raw(x.laidOut(.channelsLast)) { x in
          withKernelForm(channels) { form in
            let rows = max(1, 32_768 / max(1, channels * target.width))
            forPieces(images: images, height: target.height, rows: rows) { image, rows in
              orrery_upsample_bilinear(
                form, Int64(rows.lowerBound), Int64(rows.upperBound), x + image * area,
                y + image * targetArea)
            }
          }
        }
      }
      return (y, gathered)
    }
  }

  /// Gradients go back to the pixels that were mixed.
  private func gathered(_ gradient: Tensor) -> Tensor {
    .recorded(linear: gradient, name: "upsampleBilinear2d") { gradient in
      let (images, channels) = (gradient.shape[0], gradient.shape[1])
      let (area, targetArea) = (
        channels * source.height * source.width, channels * target.height * target.width
      )
      let shape = [images, channels, source.height, source.width]
      let dx = Tensor(shape: shape, layout: .channelsLast) { dx in
        raw(gradient.laidOut(.channelsLast)) { g in
          withKernelForm(channels) { form in
            parallelFor(images) {
              orrery_upsample_bilinear_gradient(form, g + $0 * targetArea, dx + $0 * area)
            }
          }
        }
      }
      return (dx, enlarged)
    }
  }

  private func withKernelForm(_ channels: Int, _ body: (UnsafePointer<orrery_bilinear>) -> Void) {
    rows.indices.withUnsafeBufferPointer { rows in
      self.rows.parts.withUnsafeBufferPointer { rowParts in
        columns.indices.withUnsafeBufferPointer { columns in
          self.columns.parts.withUnsafeBufferPointer { columnParts in
            withUnsafePointer(
              to: orrery_bilinear(
                channels: Int64(channels), height: Int64(source.height),
                width: Int64(source.width), output_height: Int64(target.height),
                output_width: Int64(target.width), rows: rows.baseAddress,
                row_parts: rowParts.baseAddress, columns: columns.baseAddress,
                column_parts: columnParts.baseAddress), body)
          }
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
