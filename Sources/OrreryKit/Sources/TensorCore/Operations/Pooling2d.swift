internal import Kernels

extension Tensor {
  /// Largest value of each window; NaN wins, padding never does.
  ///
  /// **Shapes** `[N, C, H, W]` to `[N, C, (H + 2 p - d (k - 1) - 1) / s + 1, …]`. The gradient goes
  /// to the first of equal values.
  /// - Precondition: padding is at most half the window.
  public func maxPool2d(
    _ kernel: Size2d, stride: Size2d? = nil, padding: Size2d = 0, dilation: Size2d = 1
  ) -> Tensor {
    precondition(
      2 * padding.height <= kernel.height && 2 * padding.width <= kernel.width,
      "maxPool2d: padding \(padding) for window \(kernel)")
    let window = Window(
      "maxPool2d", shape, kernel: kernel, stride: stride ?? kernel, padding: padding,
      dilation: dilation)
    return .recorded(self) { x in
      let target = [window.images, window.channels, window.output.height, window.output.width]
      let planes = window.images * window.channels
      let (area, outputArea) = (window.inputArea, window.outputArea)
      let places = Places(count: planes * outputArea)
      let y = Tensor(shape: target) { y in
        read(x) { x in
          parallelChunks(planes, weight: area) { r in
            var geometry = window.geometry(channels: 1)
            let at = r.lowerBound * outputArea
            orrery_max_pool(
              &geometry, Int64(r.count), x + r.lowerBound * area, y + at, places.pointer + at)
          }
        }
      }
      let shape = x.shape
      return (
        y,
        { gradient in
          Tensor(shape: shape) { dx in
            read(gradient) { g in
              parallelChunks(planes, weight: area) { r in
                var geometry = window.geometry(channels: 1)
                let at = r.lowerBound * outputArea
                orrery_max_pool_gradient(
                  &geometry, Int64(r.count), g + at, places.pointer + at,
                  dx + r.lowerBound * area)
              }
            }
          }
        }
      )
    }
  }

  /// Mean of each window; padding counts as zeros. NaN spreads over the windows that hold it.
  ///
  /// **Shapes** `[N, C, H, W]` to `[N, C, (H + 2 p - k) / s + 1, …]`.
  /// - Precondition: padding is at most half the window.
  public func averagePool2d(
    _ kernel: Size2d, stride: Size2d? = nil, padding: Size2d = 0
  ) -> Tensor {
    precondition(
      2 * padding.height <= kernel.height && 2 * padding.width <= kernel.width,
      "averagePool2d: padding \(padding) for window \(kernel)")
    let window = Window(
      "averagePool2d", shape, kernel: kernel, stride: stride ?? kernel, padding: padding,
      dilation: 1)
    return byPlanes(
      to: window.output,
      { planes, x, y in
        var geometry = window.geometry(channels: 1)
        orrery_average_pool(&geometry, planes, x, y)
      },
      { planes, g, dx in
        var geometry = window.geometry(channels: 1)
        orrery_average_pool_gradient(&geometry, planes, g, dx)
      })
  }

  /// Means of a grid of cells that covers the image, whatever its size; cells may share pixels.
  ///
  /// Cell i covers floor(i H / h) ..< ceil((i + 1) H / h).
  /// **Shapes** `[N, C, H, W]` to `[N, C, size.height, size.width]`.
  /// - Precondition: the image is not empty.
  public func adaptiveAveragePool2d(to size: Size2d) -> Tensor {
    precondition(
      rank == 4 && shape[2] > 0 && shape[3] > 0 && size.height > 0 && size.width > 0,
      "adaptiveAveragePool2d: shape \(shape) to \(size)")
    let (height, width) = (Int64(shape[2]), Int64(shape[3]))
    let (rows, columns) = (Int64(size.height), Int64(size.width))
    return byPlanes(
      to: size,
      { orrery_adaptive_average_pool($0, height, width, rows, columns, $1, $2) },
      { orrery_adaptive_average_pool_gradient($0, height, width, rows, columns, $1, $2) })
  }

  /// Mean of each channel.
  ///
  /// **Shapes** `[N, C, H, W]` to `[N, C]`.
  public func globalAveragePool2d() -> Tensor {
    precondition(rank == 4, "globalAveragePool2d: shape \(shape) is not [N, C, H, W]")
    return mean(over: [2, 3])
  }

  /// Each pixel becomes `factor.height x factor.width` equal pixels.
  ///
  /// **Shapes** `[N, C, H, W]` to `[N, C, H factor.height, W factor.width]`.
  public func upsampleNearest2d(by factor: Size2d) -> Tensor {
    precondition(
      rank == 4 && factor.height > 0 && factor.width > 0,
      "upsampleNearest2d: shape \(shape) by \(factor)")
    let (height, width) = (Int64(shape[2]), Int64(shape[3]))
    let (rows, columns) = (Int64(factor.height), Int64(factor.width))
    return byPlanes(
      to: Size2d(shape[2] * factor.height, shape[3] * factor.width),
      { orrery_upsample_nearest($0, height, width, rows, columns, $1, $2) },
      { orrery_upsample_nearest_gradient($0, height, width, rows, columns, $1, $2) })
  }

  /// An operation that treats each plane `[H, W]` alone.
  private func byPlanes(
    to size: Size2d,
    _ forward: (Int64, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void,
    _ backward: @escaping (Int64, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) -> Tensor {
    .recorded(self) { x in
      let planes = x.shape[0] * x.shape[1]
      let (area, outputArea) = (x.shape[2] * x.shape[3], size.height * size.width)
      let y = Tensor(shape: [x.shape[0], x.shape[1], size.height, size.width]) { y in
        read(x) { x in
          parallelChunks(planes, weight: Swift.max(area, outputArea)) { r in
            forward(Int64(r.count), x + r.lowerBound * area, y + r.lowerBound * outputArea)
          }
        }
      }
      let shape = x.shape
      return (
        y,
        { gradient in
          Tensor(shape: shape) { dx in
            read(gradient) { g in
              parallelChunks(planes, weight: Swift.max(area, outputArea)) { r in
                backward(Int64(r.count), g + r.lowerBound * outputArea, dx + r.lowerBound * area)
              }
            }
          }
        }
      )
    }
  }
}

/// Where the largest values of a pooling were.
private final class Places {
  let pointer: UnsafeMutablePointer<Int32>
  init(count: Int) { pointer = .allocate(capacity: max(count, 1)) }
  deinit { pointer.deallocate() }
}
