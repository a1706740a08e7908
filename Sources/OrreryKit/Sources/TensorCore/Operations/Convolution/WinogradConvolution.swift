internal import Kernels

/// Convolution by Winograd's tiles: 3×3 windows with stride 1 by F(4×4, 3×3), a quarter of the
/// products; 4×4 windows with stride 2 as four phases of F(4×4, 2×2), four tenths.
///
/// The rounding is larger than that of the direct sum: a few 1e-6 of the largest result
/// (Lavin & Gray 2016, arXiv:1509.09308).
struct WinogradConvolution {
  private let shape: orrery_winograd

  /// - Returns: `nil` where the window, the channels or the size do not fit.
  init?(_ window: Window, outputChannels: Int, depth: Int) {
    guard window.channels % 16 == 0, outputChannels % 16 == 0,
      let shape = window.winograd(outputs: outputChannels, depth: depth)
    else { return nil }
    self.shape = shape
    // The transformed weights are several times the weights: few tiles would not pay for them.
    if shape.step > 1, Self.tiles(shape) < 128 { return nil }
  }

  private static func tiles(_ shape: orrery_winograd) -> Int {
    withUnsafePointer(to: shape) { Int(orrery_winograd_tiles($0)) }
  }

  /// Length of a side of the window.
  private var kernel: Int64 { shape.taps * shape.step }
  private var depth: Int { Int(shape.depth) }
  private var phases: Int64 { shape.step * shape.step }
  private var weightShape: [Int64] { [shape.outputs, shape.inputs, kernel, kernel] }

  func forward(
    _ x: Tensor, _ weight: Tensor, _ ending: orrery_ending, _ y: UnsafeMutablePointer<Float>
  ) {
    let transformed = weight.storage.form(.winograd(shape: weightShape), depth: depth) {
      let (area, step) = (kernel * kernel, shape.step)
      return transform(weight, shape) { phase in
        Strides(
          first: phase / step * kernel + phase % step, output: shape.inputs * area, input: area,
          row: kernel * step, column: step)
      }
    }
    run(shape, x, transformed, ending, y)
  }

  /// Each phase of the input is a convolution of the gradient, with the channels exchanged and the
  /// taps in reverse.
  func inputGradient(
    _ gradient: Tensor, _ weight: Tensor, _ ending: orrery_ending,
    _ dx: UnsafeMutablePointer<Float>
  ) {
    let (step, taps, area) = (shape.step, shape.taps, kernel * kernel)
    for phase in 0..<phases {
      let (p, q) = (phase / step, phase % step)
      // The taps that reach a phase, and how far before its pixel the gradient begins.
      let (row, column) = ((p + shape.padding_height) % step, (q + shape.padding_width) % step)
      var back = shape
      back.step = 1
      (back.inputs, back.outputs) = (shape.outputs, shape.inputs)
      (back.height, back.width) = (shape.output_height, shape.output_width)
      back.padding_height = taps - 1 - (p + shape.padding_height - row) / step
      back.padding_width = taps - 1 - (q + shape.padding_width - column) / step
      back.output_height = (shape.height - p + step - 1) / step
      back.output_width = (shape.width - q + step - 1) / step
      (back.y_height, back.y_width) = (shape.height, shape.width)
      (back.y_row, back.y_column, back.y_step) = (p, q, step)
      let last = (row + (taps - 1) * step) * kernel + column + (taps - 1) * step
      let form = Storage.Form.winogradBackward(shape: weightShape, last: last)
      let transformed = weight.storage.form(form, depth: depth) {
        transform(weight, back) { _ in
          Strides(
            first: last, output: area, input: shape.inputs * area, row: -kernel * step,
            column: -step)
        }
      }
      run(back, gradient, transformed, ending, dx)
    }
  }

  func weightGradient(_ gradient: Tensor, _ x: Tensor, _ dw: UnsafeMutablePointer<Float>) {
    let (inputs, outputs) = (Int(shape.inputs), Int(shape.outputs))
    withUnsafePointer(to: shape) { w in
      let tiles = Int(orrery_winograd_tiles(w))
      let block = block(shape, isGradient: true)
      let blocks = (tiles + block - 1) / block
      let places = Int((shape.taps + 3) * (shape.taps + 3) * phases)
      let size = places * inputs * outputs
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
      parallelChunks(inputs, weight: places * outputs) { r in
        orrery_winograd_gradient_end(
          w, Int64(r.lowerBound), Int64(r.upperBound), Int64(shares), sums.pointer, dw)
      }
    }
  }

  /// Tiles of a block: their transforms should stay in the second-level cache, but the transformed
  /// weights, which each block reads once, must be worth it.
  private func block(_ shape: orrery_winograd, isGradient: Bool = false) -> Int {
    let inner = shape.step * shape.step * shape.inputs
    let places = (shape.taps + 3) * (shape.taps + 3)
    let words = inner / shape.depth + shape.outputs / (isGradient ? shape.depth : 1)
    let fitting = (192 << 10) / Int(places * words)
    let least = inner * shape.outputs > 200_000 ? 128 : 32
    let share = max(16, (Self.tiles(shape) + 3) / 4)
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

  /// Where the weight of an output, an input, a row and a column of taps stands.
  private struct Strides {
    let first, output, input, row, column: Int64
  }

  private func transform(
    _ weight: Tensor, _ shape: orrery_winograd, _ strides: (_ phase: Int64) -> Strides
  ) -> Storage {
    withUnsafePointer(to: shape) { w in
      let u = Storage(count: Int(orrery_winograd_weights_size(w)))
      let panels = Int(shape.outputs + 31) / 32
      raw(weight) { weight in
        parallelFor(panels * Int(shape.step * shape.step)) { piece in
          let (phase, first) = (Int64(piece / panels), Int64(piece % panels * 32))
          let s = strides(phase)
          orrery_winograd_weights(
            w, phase, first, min(shape.outputs, first + 32), weight + Int(s.first), s.output,
            s.input, s.row, s.column, u.pointer)
        }
      }
      return u
    }
  }
}
