internal import Kernels

/// How channels are normalised: y = (x - mean) scale + shift, and slope y where y < 0; numbers for
/// each channel, of each set of pixels.
struct Normalisation {
  let mean: Tensor
  let scale: Tensor
  let shift: Tensor
  /// 1: no activation, 0: ReLU.
  let slope: Float

  /// Calls `body` with a function that gives the kernel form of a set.
  fileprivate func withKernelForms<Result>(
    channels: Int, _ body: ((_ set: Int) -> orrery_normalisation) -> Result
  ) -> Result {
    read(mean, scale, shift) { mean, scale, shift in
      body { set in
        let at = set * channels
        return orrery_normalisation(
          mean: mean + at, scale: scale + at, shift: shift + at, slope: slope)
      }
    }
  }
}

/// Arithmetic per channel of `[N, C, …]`, pixel by pixel, over the whole batch or each object alone;
/// the pixels are shared among the threads in pieces of a fixed size.
struct Pixels {
  /// Pixels of a set: N times the plane, or the plane.
  let count: Int
  let layout: Layout
  /// Shape of the numbers for each channel: `[C]`, or `[N, C]` of each object.
  let statistics: [Int]
  private let sets: Int
  private let channels: Int
  private let piece: Int

  init(_ operation: String, _ shape: [Int], _ others: [[Int]], ofEachObject: Bool = false) {
    precondition(
      shape.count >= 2 && others.allSatisfy { $0 == [shape[1]] },
      "\(operation): shape \(shape) with per-channel shapes \(others)")
    channels = shape[1]
    sets = ofEachObject ? shape[0] : 1
    count = (ofEachObject ? 1 : shape[0]) * shape[2...].reduce(1, *)
    statistics = ofEachObject ? [sets, channels] : [channels]
    layout = shape.count > 2 ? .channelsLast : .rowMajor
    piece = max(32, 32_768 / max(1, channels))
  }

  private var pieces: Int { (count + piece - 1) / piece }

  private func forPieces(
    _ body: (_ set: Int, _ piece: Int, _ pixels: Int64, _ at: Int) -> Void
  ) {
    let pieces = pieces
    parallelFor(sets * pieces) {
      let (set, first) = ($0 / pieces, $0 % pieces * piece)
      body(set, $0, Int64(min(piece, count - first)), (set * count + first) * channels)
    }
  }

  /// Two numbers for each channel, in double, from each piece.
  private func sums(
    _ body: (Int, Int64, Int, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    let length = sets * pieces * 2 * channels
    return [Double](unsafeUninitializedCapacity: length) { buffer, used in
      if let sums = buffer.baseAddress {
        forPieces { set, piece, pixels, at in
          let own = sums + piece * 2 * channels
          body(set, pixels, at, own, own + channels)
        }
      }
      used = length
    }
  }

  func moments(_ x: Tensor) -> (mean: Tensor, variance: Tensor) {
    let sums = raw(x) { x in
      self.sums { orrery_channel_sums($1, Int64(channels), x + $2, $3, $4) }
    }
    let variance = Storage(count: sets * channels)
    let mean = Tensor(shape: statistics) { mean in
      raw(x) { x in
        forSets(sums) { at, parts, set in
          orrery_channel_moments(
            Int64(count), Int64(piece), Int64(channels), x + set * count * channels, parts,
            mean + at, variance.pointer + at)
        }
      }
    }
    return (mean, Tensor(shape: statistics, storage: variance))
  }

  /// Calls `body` for each set with its place among the statistics and its parts of the sums.
  private func forSets(
    _ sums: [Double], _ body: (_ at: Int, _ parts: UnsafePointer<Double>, _ set: Int) -> Void
  ) {
    sums.withUnsafeBufferPointer { sums in
      guard let sums = sums.baseAddress else { return }
      for set in 0..<sets { body(set * channels, sums + set * pieces * 2 * channels, set) }
    }
  }

  func normalise(_ x: Tensor, _ form: Normalisation) -> Tensor {
    Tensor(shape: x.shape, layout: layout) { y in
      form.withKernelForms(channels: channels) { form in
        raw(x) { x in
          forPieces { set, _, pixels, at in
            var form = form(set)
            orrery_channel_normalise(pixels, Int64(channels), &form, x + at, y + at)
          }
        }
      }
    }
  }

  /// With h the gradient before the activation: sums of h and of h (x - mean).
  func products(
    _ g: Tensor, _ x: Tensor, _ form: Normalisation
  ) -> (sums: Tensor, products: Tensor) {
    let parts = form.withKernelForms(channels: channels) { form in
      raw(g) { g in
        raw(x) { x in
          self.sums { set, pixels, at, sums, products in
            var form = form(set)
            orrery_channel_products(
              pixels, Int64(channels), &form, g + at, x + at, sums, products)
          }
        }
      }
    }
    let products = Storage(count: sets * channels)
    let sums = Tensor(shape: statistics) { sums in
      forSets(parts) { at, parts, _ in
        orrery_channel_totals(
          Int64(pieces), Int64(channels), parts, sums + at, products.pointer + at)
      }
    }
    return (sums, Tensor(shape: statistics, storage: products))
  }

  /// a h + b (x - mean) + d.
  func combine(
    _ g: Tensor, _ x: Tensor, _ form: Normalisation, _ a: Tensor, _ b: Tensor, _ d: Tensor
  ) -> Tensor {
    Tensor(shape: x.shape, layout: layout) { dx in
      form.withKernelForms(channels: channels) { form in
        raw(g) { g in
          raw(x) { x in
            raw(a, b, d) { a, b, d in
              forPieces { set, _, pixels, at in
                var form = form(set)
                let own = set * channels
                orrery_channel_combine(
                  pixels, Int64(channels), &form, g + at, x + at, a + own, b + own, d + own,
                  dx + at)
              }
            }
          }
        }
      }
    }
  }
}
