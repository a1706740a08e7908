internal import Kernels

/// The plain convolution: strips of an image unfolded into columns, then a matrix product.
///
/// An image and group is one task; a task's arithmetic does not depend on the number of threads.
struct Convolution {
  private let window: Window
  private let outputChannels: Int
  private let groups: Int
  /// Rows of the unfolded matrix: input channels of a group times the kernel's area.
  private let inner: Int
  /// Output rows of a strip, so that its columns stay in the second-level cache.
  private let stripRows: Int

  init(_ window: Window, outputChannels: Int, groups: Int) {
    self.window = window
    self.outputChannels = outputChannels
    self.groups = groups
    inner = window.channels / groups * window.kernel.height * window.kernel.width
    let fitting = 98_304 / max(1, inner * window.output.width)
    stripRows = max(1, min(window.output.height, fitting))
  }

  private var groupInputs: Int { window.channels / groups }
  private var groupOutputs: Int { outputChannels / groups }

  /// Calls `body` for each strip with its first pixel and the number of its pixels.
  private func strips(_ body: (_ firstRow: Int, _ rows: Int, _ pixel: Int, _ pixels: Int) -> Void) {
    let width = window.output.width
    // A pointwise convolution unfolds nothing: one strip.
    let step = window.isPointwise ? max(1, window.output.height) : stripRows
    for row in stride(from: 0, to: window.output.height, by: step) {
      let rows = min(step, window.output.height - row)
      body(row, rows, row * width, rows * width)
    }
  }

  private func scratch() -> Storage {
    Storage(count: window.isPointwise ? 0 : inner * stripRows * window.output.width)
  }

  /// `[N, C, H, W]` to `[N, O, H', W']`.
  func forward(_ x: Tensor, _ weight: Tensor, bias: Tensor?) -> Tensor {
    let area = window.outputArea
    let shape = [window.images, outputChannels, window.output.height, window.output.width]
    return Tensor(shape: shape) { y in
      read(x, weight, bias ?? weight) { x, weight, bias0 in
        parallelFor(window.images * groups) { task in
          let group = task % groups
          let image = x + task * groupInputs * window.inputArea
          let output = y + task * groupOutputs * area
          let kernels = weight + group * groupOutputs * inner
          let columns = scratch()
          var geometry = window.geometry(channels: groupInputs)
          if bias != nil {
            for channel in 0..<groupOutputs {
              orrery_fill(
                Int64(area), bias0[group * groupOutputs + channel], output + channel * area)
            }
          }
          strips { row, rows, pixel, pixels in
            if !window.isPointwise {
              orrery_im2col(&geometry, Int64(row), Int64(rows), image, columns.pointer)
            }
            BLAS.multiply(
              rows: groupOutputs, columns: pixels, inner: inner,
              kernels, stride: inner,
              window.isPointwise ? image : UnsafePointer(columns.pointer), stride: pixels,
              into: output + pixel, stride: area, adding: bias != nil)
          }
        }
      }
    }
  }

  /// Gradient at the input: the weights transposed times the output's gradient, folded back.
  func inputGradient(_ gradient: Tensor, _ weight: Tensor) -> Tensor {
    let area = window.outputArea
    let shape = [window.images, window.channels, window.input.height, window.input.width]
    return Tensor(shape: shape) { dx in
      read(gradient, weight) { gradient, weight in
        parallelFor(window.images * groups) { task in
          let image = dx + task * groupInputs * window.inputArea
          let output = gradient + task * groupOutputs * area
          let kernels = weight + task % groups * groupOutputs * inner
          let columns = scratch()
          var geometry = window.geometry(channels: groupInputs)
          if !window.isPointwise {
            orrery_fill(Int64(groupInputs * window.inputArea), 0, image)
          }
          strips { row, rows, pixel, pixels in
            BLAS.multiply(
              rows: inner, columns: pixels, inner: groupOutputs,
              kernels, stride: inner, transposedA: true, output + pixel, stride: area,
              into: window.isPointwise ? image : columns.pointer, stride: pixels)
            if !window.isPointwise {
              orrery_col2im_add(&geometry, Int64(row), Int64(rows), columns.pointer, image)
            }
          }
        }
      }
    }
  }

  /// Gradient at the weights: the output's gradient times the columns transposed, summed.
  ///
  /// The batch is cut into shares by its size alone; each sums into its own array, and these are
  /// added in order.
  func weightGradient(_ gradient: Tensor, _ x: Tensor) -> Tensor {
    let area = window.outputArea
    let size = groupOutputs * inner
    let shares = max(1, min(window.images, 8))
    let shape = [outputChannels, groupInputs, window.kernel.height, window.kernel.width]
    let partial = Storage(count: shares * groups * size)
    read(gradient, x) { gradient, x in
      parallelFor(shares * groups) { task in
        let (share, group) = (task / groups, task % groups)
        let target = partial.pointer + task * size
        let columns = scratch()
        var geometry = window.geometry(channels: groupInputs)
        var isFirst = true
        for item in window.images * share / shares..<window.images * (share + 1) / shares {
          let image = x + (item * groups + group) * groupInputs * window.inputArea
          let output = gradient + (item * groups + group) * groupOutputs * area
          strips { row, rows, pixel, pixels in
            if !window.isPointwise {
              orrery_im2col(&geometry, Int64(row), Int64(rows), image, columns.pointer)
            }
            BLAS.multiply(
              rows: groupOutputs, columns: inner, inner: pixels,
              output + pixel, stride: area,
              window.isPointwise ? image : UnsafePointer(columns.pointer), stride: pixels,
              transposedB: true,
              into: target, stride: inner, adding: !isFirst)
            isFirst = false
          }
        }
        if isFirst { orrery_fill(Int64(size), 0, target) }
      }
    }
    return Tensor(shape: shape) { dw in
      let count = Int64(groups * size)
      dw.update(from: partial.pointer, count: groups * size)
      for share in 1..<max(shares, 1) {
        orrery_add_in_place(count, partial.pointer + share * groups * size, dw)
      }
    }
  }
}
