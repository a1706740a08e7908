internal import Kernels

/// Convolution with a 3×3 window and stride 1 by Winograd's F(4×4, 3×3): a quarter of the products.
///
/// Its rounding is larger than that of the direct sum: about 2e-6 of the largest result
/// (Lavin & Gray 2016, arXiv:1509.09308).
struct WinogradConvolution {
  private let shape: orrery_winograd

  /// - Returns: `nil` where the window or the channels do not fit.
  init?(_ window: Window, outputChannels: Int) {
    guard window.isWinograd, window.channels % 16 == 0, outputChannels % 16 == 0 else { return nil }
    shape = window.winograd(outputs: outputChannels)
  }

  /// The pass back to the input is a convolution with the channels exchanged.
  private var backward: orrery_winograd {
    var result = shape
    (result.inputs, result.outputs) = (shape.outputs, shape.inputs)
    (result.height, result.output_height) = (shape.output_height, shape.height)
    (result.width, result.output_width) = (shape.output_width, shape.width)
    result.padding_height = 2 - shape.padding_height
    result.padding_width = 2 - shape.padding_width
    return result
  }

  func forward(
    _ x: Tensor, _ weight: Tensor, _ ending: orrery_ending, _ y: UnsafeMutablePointer<Float>
  ) {
    let transformed = weight.storage.form(.winograd) {
      let row = Int64(shape.inputs * 9)
      return transform(weight, shape, at: 0, output: row, input: 9, row: 3, column: 1)
    }
    run(shape, x, transformed, ending, y)
  }

  func inputGradient(
    _ gradient: Tensor, _ weight: Tensor, _ ending: orrery_ending,
    _ dx: UnsafeMutablePointer<Float>
  ) {
    let transformed = weight.storage.form(.winogradBackward) {
      let row = Int64(shape.inputs * 9)
      return transform(weight, backward, at: 8, output: 9, input: row, row: -3, column: -1)
    }
    run(backward, gradient, transformed, ending, dx)
  }

  func weightGradient(_ gradient: Tensor, _ x: Tensor, _ dw: UnsafeMutablePointer<Float>) {
    let (inputs, outputs) = (Int(shape.inputs), Int(shape.outputs))
    withUnsafePointer(to: shape) { w in
      let tiles = Int(orrery_winograd_tiles(w))
      let block = block(shape)
      let blocks = (tiles + block - 1) / block
      let size = 36 * inputs * outputs
      let shares = shareCount(items: blocks, size: size)
      let sums = Storage(count: shares * size)
      raw(gradient) { gradient in
        raw(x) { x in
          parallelFor(shares) { share in
            let own = sums.pointer + share * size
            own.update(repeating: 0, count: size)
            for item in blocks * share / shares..<blocks * (share + 1) / shares {
              let first = item * block
              orrery_winograd_gradient(
                w, Int64(first), Int64(min(tiles, first + block)), x, gradient, own,
                orrery_scratch(orrery_winograd_scratch(w, Int64(block))))
            }
          }
        }
      }
      parallelChunks(inputs, weight: 36 * outputs) { r in
        orrery_winograd_gradient_end(
          shape.inputs, shape.outputs, Int64(r.lowerBound), Int64(r.upperBound), Int64(shares),
          sums.pointer, dw)
      }
    }
  }

  /// Tiles of a block: their transforms should stay in the second-level cache, but the transformed
  /// weights, which each block reads once, must be worth it.
  private func block(_ shape: orrery_winograd) -> Int {
    let fitting = (192 << 10) / Int(36 * (shape.inputs + shape.outputs))
    let least = shape.inputs * shape.outputs > 200_000 ? 128 : 32
    let tiles = withUnsafePointer(to: shape) { Int(orrery_winograd_tiles($0)) }
    let share = max(16, (tiles + 3) / 4)
    return max(1, min(share, max(least, min(128, fitting))))
  }

  private func run(
    _ shape: orrery_winograd, _ x: Tensor, _ transformed: Storage, _ ending: orrery_ending,
    _ y: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: shape) { w in
      withUnsafePointer(to: ending) { ending in
        let tiles = Int(orrery_winograd_tiles(w))
        let block = block(shape)
        raw(x) { x in
          parallelFor((tiles + block - 1) / block) { piece in
            let first = piece * block
            orrery_winograd_forward(
              w, Int64(first), Int64(min(tiles, first + block)), x, transformed.pointer, y, ending,
              orrery_scratch(orrery_winograd_scratch(w, Int64(block))))
          }
        }
      }
    }
    withExtendedLifetime(transformed) {}
  }

  private func transform(
    _ weight: Tensor, _ shape: orrery_winograd, at first: Int, output: Int64, input: Int64,
    row: Int64, column: Int64
  ) -> Storage {
    let (inputs, outputs) = (Int(shape.inputs), Int(shape.outputs))
    let u = Storage(count: Int(orrery_winograd_weights_size(shape.inputs, shape.outputs)))
    raw(weight) { weight in
      parallelFor((outputs + 31) / 32) { piece in
        orrery_winograd_weights(
          Int64(inputs), Int64(outputs), Int64(piece * 32), Int64(min(outputs, piece * 32 + 32)),
          weight + first, output, input, row, column, u.pointer)
      }
    }
    return u
  }
}
