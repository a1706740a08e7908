internal import Kernels

/// How channels are normalised: y = (x - mean) scale + shift, and slope y where y < 0.
struct Normalisation {
  let mean: Tensor
  let scale: Tensor
  let shift: Tensor
  /// 1: no activation, 0: ReLU.
  let slope: Float

  func withKernelForm<Result>(_ body: (UnsafePointer<orrery_normalisation>) -> Result) -> Result {
    read(mean, scale, shift) { mean, scale, shift in
      withUnsafePointer(
        to: orrery_normalisation(mean: mean, scale: scale, shift: shift, slope: slope), body)
    }
  }
}

/// Arithmetic per channel of `[N, C, …]`, pixel by pixel; the pixels are shared among the threads in
/// pieces of a fixed size.
struct Pixels {
  /// N times the plane.
  let count: Int
  let layout: Layout
  private let channels: Int
  private let piece: Int

  init(_ operation: String, _ shape: [Int], _ others: [[Int]]) {
    precondition(
      shape.count >= 2 && others.allSatisfy { $0 == [shape[1]] },
      "\(operation): shape \(shape) with per-channel shapes \(others)")
    channels = shape[1]
    count = shape[0] * shape[2...].reduce(1, *)
    layout = shape.count > 2 ? .channelsLast : .rowMajor
    piece = max(32, 32_768 / max(1, channels))
  }

  private var pieces: Int { (count + piece - 1) / piece }

  private func forPieces(_ body: (_ piece: Int, _ pixels: Int64, _ at: Int) -> Void) {
    parallelFor(pieces) {
      body($0, Int64(min(piece, count - $0 * piece)), $0 * piece * channels)
    }
  }

  /// Two numbers for each channel, in double, from each piece.
  private func sums(
    _ body: (Int64, Int, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    [Double](unsafeUninitializedCapacity: pieces * 2 * channels) { buffer, used in
      if let sums = buffer.baseAddress {
        forPieces { piece, pixels, at in
          let own = sums + piece * 2 * channels
          body(pixels, at, own, own + channels)
        }
      }
      used = pieces * 2 * channels
    }
  }

  func moments(_ x: Tensor) -> (mean: Tensor, variance: Tensor) {
    let sums = raw(x) { x in
      self.sums { orrery_channel_sums($0, Int64(channels), x + $1, $2, $3) }
    }
    let variance = Storage(count: channels)
    let mean = Tensor(shape: [channels]) { mean in
      raw(x) {
        orrery_channel_moments(
          Int64(count), Int64(piece), Int64(channels), $0, sums, mean, variance.pointer)
      }
    }
    return (mean, Tensor(shape: [channels], storage: variance))
  }

  func normalise(_ x: Tensor, _ form: Normalisation) -> Tensor {
    Tensor(shape: x.shape, layout: layout) { y in
      form.withKernelForm { form in
        raw(x) { x in
          forPieces {
            orrery_channel_normalise($1, Int64(channels), form, x + $2, nil, y + $2)
          }
        }
      }
    }
  }

  /// With h the gradient before the activation: sums of h and of h (x - mean).
  func products(
    _ g: Tensor, _ x: Tensor, _ form: Normalisation
  ) -> (sums: Tensor, products: Tensor) {
    let parts = form.withKernelForm { form in
      raw(g) { g in
        raw(x) { x in
          self.sums { orrery_channel_products($0, Int64(channels), form, g + $1, x + $1, $2, $3) }
        }
      }
    }
    let products = Storage(count: channels)
    let sums = Tensor(shape: [channels]) {
      orrery_channel_totals(Int64(pieces), Int64(channels), parts, $0, products.pointer)
    }
    return (sums, Tensor(shape: [channels], storage: products))
  }

  /// a h + b (x - mean) + d.
  func combine(
    _ g: Tensor, _ x: Tensor, _ form: Normalisation, _ a: Tensor, _ b: Tensor, _ d: Tensor
  ) -> Tensor {
    Tensor(shape: x.shape, layout: layout) { dx in
      form.withKernelForm { form in
        raw(g) { g in
          raw(x) { x in
            raw(a, b, d) { a, b, d in
              forPieces {
                orrery_channel_combine(
                  $1, Int64(channels), form, g + $2, x + $2, a, b, d, dx + $2)
              }
            }
          }
        }
      }
    }
  }
}
