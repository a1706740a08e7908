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
      2 * padding.height <= kernel.height && 2 * padding.width <= kernel.width
        && kernel.height * kernel.width < 65_535,
      "maxPool2d: padding \(padding) for window \(kernel)")
    let window = Window(
      "maxPool2d", shape, kernel: kernel, stride: stride ?? kernel, padding: padding,
      dilation: dilation)
    let (shape, count) = (shape, count)  // the way back keeps no values
    let cells = window.images * window.channels * window.outputArea
    let places = isTracked && Tensor.isRecording ? Places(count: cells) : nil
    func traced(_ gradient: Tensor) -> Tensor {
      // One element more, for windows that saw nothing but padding.
      let flat = gradient.flattened().indexAdded(places!.inputs(of: window), 0, count + 1)
      return flat.sliced(axis: 0, 0..<count).reshaped(shape)
    }
    return .recorded(self, traced: traced) { x in
      (
        poolForward(x, window) { w, first, last, x, y, at in
          orrery_max_pool(w, first, last, x, y, places.map { $0.pointer + at })
        },
        { gradient in
          poolBackward(gradient, window) {
            orrery_max_pool_gradient($0, $1, places!.pointer + $3, $2)
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
    return LinearPooling(
      name: "averagePool2d", window: window,
      forward: { a, b, c, d, e, _ in orrery_average_pool(a, b, c, d, e) },
      backward: { a, b, c, _ in orrery_average_pool_gradient(a, b, c) }
    ).pooled(self)
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
    let window = Window(shape, output: size)
    return LinearPooling(
      name: "adaptiveAveragePool2d", window: window,
      forward: { a, b, c, d, e, _ in orrery_adaptive_average_pool(a, b, c, d, e) },
      backward: { a, b, c, _ in orrery_adaptive_average_pool_gradient(a, b, c) }
    ).pooled(self)
  }

  /// Mean of each channel.
  ///
  /// **Shapes** `[N, C, H, W]` to `[N, C]`.
  public func globalAveragePool2d() -> Tensor {
    precondition(rank == 4, "globalAveragePool2d: shape \(shape) is not [N, C, H, W]")
    if shape[2] * shape[3] == 0 { return mean(over: [2, 3]) }
    return adaptiveAveragePool2d(to: 1).reshaped([shape[0], shape[1]])
  }

  /// Each pixel becomes `factor.height x factor.width` equal pixels.
  ///
  /// **Shapes** `[N, C, H, W]` to `[N, C, H factor.height, W factor.width]`.
  public func upsampleNearest2d(by factor: Size2d) -> Tensor {
    precondition(
      rank == 4 && factor.height > 0 && factor.width > 0,
      "upsampleNearest2d: shape \(shape) by \(factor)")
    let window = Window(
      shape, output: Size2d(shape[2] * factor.height, shape[3] * factor.width), stride: factor)
    return LinearPooling(
      name: "upsampleNearest2d", window: window,
      forward: { a, b, c, d, e, _ in orrery_upsample_nearest(a, b, c, d, e) },
      backward: { a, b, c, _ in orrery_upsample_nearest_gradient(a, b, c) }
    ).pooled(self)
  }
}

/// The output rows from … to of the image at the given element; last, its place in the output.
private typealias PoolingKernel = (
  UnsafePointer<orrery_window>, Int64, Int64, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int
) -> Void
private typealias PoolingGradientKernel = (
  UnsafePointer<orrery_window>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int
) -> Void

/// Makes each output pixel from some input pixels, channel by channel.
private func poolForward(_ x: Tensor, _ window: Window, _ kernel: PoolingKernel) -> Tensor {
  let (area, outputArea) = (
    window.channels * window.inputArea, window.channels * window.outputArea
  )
  let shape = [window.images, window.channels, window.output.height, window.output.width]
  return Tensor(shape: shape, layout: .channelsLast) { y in
    withUnsafePointer(to: window.geometry) { geometry in
      raw(x.laidOut(.channelsLast)) { x in
        let row = max(1, max(area, outputArea) / window.output.height)
        forPieces(
          images: window.images, height: window.output.height, rows: max(1, 32_768 / row)
        ) { image, rows in
          let at = image * outputArea
          kernel(
            geometry, Int64(rows.lowerBound), Int64(rows.upperBound), x + image * area, y + at, at)
        }
      }
    }
  }
}

/// The way back of `poolForward`.
private func poolBackward(
  _ gradient: Tensor, _ window: Window, _ kernel: PoolingGradientKernel
) -> Tensor {
  let (area, outputArea) = (
    window.channels * window.inputArea, window.channels * window.outputArea
  )
  let shape = [window.images, window.channels, window.input.height, window.input.width]
  return Tensor(shape: shape, layout: .channelsLast) { dx in
    withUnsafePointer(to: window.geometry) { geometry in
      raw(gradient.laidOut(.channelsLast)) { g in
        parallelChunks(window.images, weight: max(area, outputArea)) { r in
          for image in r {
            kernel(geometry, g + image * outputArea, dx + image * area, image * outputArea)
          }
        }
      }
    }
  }
}

/// A pooling that is linear: the way back of its way back is itself.
private struct LinearPooling {
  let name: StaticString
  let window: Window
  let forward: PoolingKernel
  let backward: PoolingGradientKernel

  func pooled(_ x: Tensor) -> Tensor {
    .recorded(linear: x, name: name) { x in
      (poolForward(x, window, forward), unpooled)
    }
  }

  private func unpooled(_ gradient: Tensor) -> Tensor {
    .recorded(linear: gradient, name: name) { gradient in
      (poolBackward(gradient, window, backward), pooled)
    }
  }
}

/// Where in their windows the largest values of a pooling were.
private final class Places: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<UInt16>
  private let bytes: Int64

  init(count: Int) {
    bytes = Int64(count * MemoryLayout<UInt16>.stride)
    pointer = orrery_allocate(bytes).bindMemory(to: UInt16.self, capacity: max(count, 1))
  }

  deinit { orrery_release(pointer, bytes) }

  /// Where in the input each element of the output comes from, both counted in row-major order; the
  /// number of input elements for one that comes from nowhere.
  func inputs(of window: Window) -> [Int64] {
    var result: [Int64] = []
    result.reserveCapacity(window.images * window.channels * window.outputArea)
    for image in 0..<window.images {
      for channel in 0..<window.channels {
        for pixel in 0..<window.outputArea {
          // Places lie channels-last.
          let tap = pointer[(image * window.outputArea + pixel) * window.channels + channel]
          let plane = image * window.channels + channel
          let place = window.pixel(output: pixel, tap: Int(tap))
          result.append(
            Int64(
              place.map { plane * window.inputArea + $0 }
                ?? window.images * window.channels * window.inputArea))
        }
      }
    }
    return result
  }
}
