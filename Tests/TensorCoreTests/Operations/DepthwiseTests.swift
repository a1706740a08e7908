import TestSupport
import Testing

@testable import TensorCore

/// Convolutions of each channel by itself, which have kernels of their own.
@Suite struct DepthwiseTests {
  private let images: Tensor
  private let weight: Tensor

  init() {
    var random = RandomStream(seed: 31)
    images = .normal([3, 37, 30, 41], &random)
    weight = .normal([37, 1, 3, 5], &random)
  }

  /// The same as a convolution that mixes channels with weights of 0.
  private func mixing(_ weight: Tensor) -> Tensor {
    let channels = weight.shape[0]
    let own = Tensor.oneHot(Array(0..<channels), classes: channels)
    return own.reshaped([channels, channels, 1, 1]) * weight
  }

  private func passes(_ convolve: (Tensor, Tensor) -> Tensor) -> [Tensor] {
    let (x, w) = (Parameter(images), Parameter(weight))
    let y = convolve(x.tensor, w.tensor)
    return [y.detached] + y.square().mean().gradients(at: [x, w])
  }

  @Test("It is the convolution whose other weights are 0, forward and back")
  func mixed() {
    for (stride, padding, dilation) in [(1, 1, 1), (2, 2, 1), (1, 4, 3), (3, 0, 2)] {
      let own = passes {
        $0.conv2d(
          $1, stride: Size2d(stride), padding: Size2d(padding), dilation: Size2d(dilation),
          groups: 37)
      }
      let expected = passes {
        $0.conv2d(
          mixing($1), stride: Size2d(stride), padding: Size2d(padding), dilation: Size2d(dilation))
      }
      for (a, b) in zip(own, expected) {
        #expect(a.shape == b.shape && (a - b).abs().max().item < 1e-5 * b.abs().max().item)
      }
    }
  }

  @Test("Transposed it spreads each channel, with bias, scale, shift and activation in one pass")
  func ending() {
    var random = RandomStream(seed: 32)
    let (bias, scale) = (Tensor.normal([37], &random), Tensor.normal([37], &random))
    let shift = Tensor.normal([37], &random)
    withoutGradient {
      let plain = images.conv2d(weight, padding: 1, groups: 37)
      let each = [37, 1, 1]
      let sum = (plain + bias.reshaped(each)) * scale.reshaped(each) + shift.reshaped(each)
      let whole = images.conv2d(
        weight, bias: bias, stride: 1, padding: 1, dilation: 1, groups: 37, scale: scale,
        shift: shift, slope: 0.1)
      #expect((whole - sum.leakyRelu(slope: 0.1)).abs().max().item < 1e-4)
      let spread = images.convTranspose2d(
        weight, bias: bias, stride: 2, padding: 1, outputPadding: 1, dilation: 1, groups: 37,
        slope: 0)
      let mixed = images.convTranspose2d(
        mixing(weight), bias: bias, stride: 2, padding: 1, outputPadding: 1)
      #expect((spread - mixed.relu()).abs().max().item < 1e-4)
    }
  }

  @Test("It gives the same bits for 1, 2 and 5 threads")
  func threads() {
    func results(_ threads: Int) -> [Tensor] {
      Compute.withThreads(threads) { passes { $0.conv2d($1, padding: 2, groups: 37) } }
    }
    let expected = results(1)
    #expect(results(2) == expected && results(5) == expected)
  }
}
