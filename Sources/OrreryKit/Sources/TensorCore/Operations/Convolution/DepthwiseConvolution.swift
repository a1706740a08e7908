internal import Kernels

/// Convolution of each channel by itself: nothing is packed, a vector holds neighbouring channels.
struct DepthwiseConvolution {
  private let window: Window

  /// - Returns: `nil` where channels are mixed.
  init?(_ window: Window, outputChannels: Int, groups: Int) {
    guard groups > 1, groups == window.channels, groups == outputChannels else { return nil }
    self.window = window
  }

  private var channels: Int { window.channels }
  private var taps: Int { window.kernel.height * window.kernel.width }

  func forward(
    _ x: Tensor, _ weight: Tensor, _ ending: orrery_ending, _ y: UnsafeMutablePointer<Float>
  ) {
    run(x, weight, ending, from: window.input, to: window.output, y, orrery_depthwise_forward)
  }

  func inputGradient(
    _ gradient: Tensor, _ weight: Tensor, _ ending: orrery_ending,
    _ dx: UnsafeMutablePointer<Float>
  ) {
    run(
      gradient, weight, ending, from: window.output, to: window.input, dx,
      orrery_depthwise_input_gradient)
  }

  func weightGradient(_ gradient: Tensor, _ x: Tensor, _ dw: UnsafeMutablePointer<Float>) {
    let (height, size) = (window.output.height, taps * channels)
    let pieces = (height + rows(of: window.output) - 1) / rows(of: window.output)
    let items = window.images * pieces
    let shares = shareCount(items: items, size: size)
    var sums = [Double](repeating: 0, count: shares * size)
    withUnsafePointer(to: window.geometry) { geometry in
      sums.withUnsafeMutableBufferPointer { sums in
        // Each share has its own place.
        nonisolated(unsafe) let sums = sums
        raw(gradient) { gradient in
          raw(x) { x in
            parallelFor(shares) { share in
              for item in items * share / shares..<items * (share + 1) / shares {
                let (image, piece) = (item / pieces, item % pieces)
                orrery_depthwise_weight_gradient(
                  geometry, Int64(height * piece / pieces), Int64(height * (piece + 1) / pieces),
                  x + image * window.inputArea * channels,
                  gradient + image * window.outputArea * channels,
                  sums.baseAddress.map { $0 + share * size })
              }
            }
          }
        }
      }
    }
    for channel in 0..<channels {
      for tap in 0..<taps {
        dw[channel * taps + tap] = Float(
          (0..<shares).reduce(0) { $0 + sums[$1 * size + tap * channels + channel] })
      }
    }
  }

  private typealias Kernel = (
    UnsafePointer<orrery_window>, Int64, Int64, UnsafePointer<Float>, UnsafePointer<Float>,
    UnsafeMutablePointer<Float>, UnsafePointer<orrery_ending>
  ) -> Void

  private func run(
    _ x: Tensor, _ weight: Tensor, _ ending: orrery_ending, from source: Size2d,
    to target: Size2d, _ y: UnsafeMutablePointer<Float>, _ kernel: Kernel
  ) {
    let byTap = Storage(count: taps * channels)  // [taps][channels]
    raw(weight) { orrery_transpose(1, Int64(channels), Int64(taps), $0, byTap.pointer) }
    let (area, targetArea) = (
      source.height * source.width * channels, target.height * target.width * channels
    )
    withUnsafePointer(to: window.geometry) { geometry in
      withUnsafePointer(to: ending) { ending in
        raw(x) { x in
          forPieces(images: window.images, height: target.height, rows: rows(of: target)) {
            kernel(
              geometry, Int64($1.lowerBound), Int64($1.upperBound), x + $0 * area, byTap.pointer,
              y + $0 * targetArea, ending)
          }
        }
      }
    }
    withExtendedLifetime(byTap) {}
  }

  private func rows(of size: Size2d) -> Int { max(1, 32_768 / max(1, size.width * channels)) }
}
