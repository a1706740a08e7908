internal import Kernels

/// Arithmetic per channel of `[N, C, H, W]` or `[N, C]`; channels are shared among the threads.
struct ChannelLayout {
  let images: Int
  let channels: Int
  let area: Int

  init(_ operation: String, _ shape: [Int], _ others: [[Int]]) {
    precondition(
      shape.count >= 2 && others.allSatisfy { $0 == [shape[1]] },
      "\(operation): shape \(shape) with per-channel shapes \(others)")
    images = shape[0]
    channels = shape[1]
    area = shape[2...].reduce(1, *)
  }

  /// Values of one channel.
  var values: Int { images * area }

  private func run(_ body: (_ n: Int64, _ c: Int64, _ area: Int64, Int64, Int64) -> Void) {
    guard area > 1 else {
      // Channels are neighbours in memory: one piece.
      body(Int64(images), Int64(channels), Int64(area), 0, Int64(channels))
      return
    }
    parallelChunks(channels, weight: values) { r in
      body(
        Int64(images), Int64(channels), Int64(area), Int64(r.lowerBound), Int64(r.upperBound))
    }
  }

  func moments(_ x: Tensor) -> (mean: Tensor, variance: Tensor) {
    let variance = Storage(count: channels)
    let mean = Tensor(shape: [channels]) { mean in
      read(x) { x in
        run { orrery_channel_moments($0, $1, $2, $3, $4, x, mean, variance.pointer) }
      }
    }
    return (mean, Tensor(shape: [channels], storage: variance))
  }

  func affine(_ x: Tensor, mean: Tensor, scale: Tensor, shift: Tensor) -> Tensor {
    Tensor(shape: x.shape) { y in
      read(x, mean) { x, mean in
        read(scale, shift) { scale, shift in
          run { orrery_channel_affine($0, $1, $2, $3, $4, x, mean, scale, shift, y) }
        }
      }
    }
  }

  func products(_ g: Tensor, _ x: Tensor, mean: Tensor) -> (sums: Tensor, products: Tensor) {
    let products = Storage(count: channels)
    let sums = Tensor(shape: [channels]) { sums in
      read(g, x, mean) { g, x, mean in
        run { orrery_channel_products($0, $1, $2, $3, $4, g, x, mean, sums, products.pointer) }
      }
    }
    return (sums, Tensor(shape: [channels], storage: products))
  }

  /// a g + b (x - mean) + d.
  func combine(
    _ g: Tensor, _ x: Tensor, mean: Tensor, _ a: Tensor, _ b: Tensor, _ d: Tensor
  ) -> Tensor {
    Tensor(shape: x.shape) { dx in
      read(g, x, mean) { g, x, mean in
        read(a, b, d) { a, b, d in
          run { orrery_channel_combine($0, $1, $2, $3, $4, g, x, mean, a, b, d, dx) }
        }
      }
    }
  }
}
