import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Flow

struct ImageDensityTests {
  private func flow(_ shape: [Int] = [1, 4, 4], levels: Int = 2) -> ImageDensity {
    var random = RandomStream(seed: 1)
    let flow = ImageDensity(shape: shape, levels: levels, steps: 2, hidden: 4, random: &random)
    flow.shake(by: 0.1)
    return flow
  }

  private func normal(_ shape: [Int], seed: UInt64) -> Tensor {
    var random = RandomStream(seed: seed)
    return .normal(shape, mean: 0, deviation: 1, &random)
  }

  @Test("Squeezing is undone by its inverse and puts neighbours into one place")
  func squeeze() {
    let image = Tensor((0..<16).map(Float.init), shape: [1, 1, 4, 4])
    let squeezed = Squeeze.forward(image)
    #expect(squeezed.shape == [1, 4, 2, 2])
    #expect((0..<4).map { squeezed.scalars[4 * $0] } == [0, 1, 4, 5])
    #expect(Squeeze.inverse(squeezed) == image)
  }

  @Test("The factors of a fresh 1×1 convolution make a rotation")
  func rotation() {
    var random = RandomStream(seed: 2)
    let layer = InvertibleConvolution(channels: 6, random: &random)
    let x = normal([1, 6, 1, 1], seed: 3)
    let (y, logDeterminant) = layer.forward(x)
    #expect(abs(logDeterminant.item) < 1e-4)
    #expect(abs(y.square().sum().item - x.square().sum().item) < 1e-3)
    #expect(zip(layer.inverse(y).scalars, x.scalars).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test("The first batch of training sets an actnorm to mean 0 and deviation 1, later ones do not")
  func actNorm() {
    let layer = ActNorm(channels: 2)
    var pass = Pass.training(RandomStream(seed: 0))
    let first = normal([5, 2, 4, 4], seed: 4) * 3 + 7
    let (output, _) = layer.forward(first, &pass)
    #expect(abs(output.mean().item) < 1e-4 && abs(output.square().mean().item - 1) < 1e-3)
    let bias = layer.bias.value
    _ = layer.forward(first * 2, &pass)
    #expect(layer.bias.value == bias)
  }

  @Test("Image to noise to image comes back within 1e-4", arguments: [[1, 4, 4], [3, 8, 16]])
  func roundTrip(shape: [Int]) {
    let flow = flow(shape)
    let images = normal([3] + shape, seed: 5)
    var pass = Pass.inference
    let back = flow.images(withoutGradient { flow.latents(images, &pass).z })
    #expect(back.shape == images.shape)
    #expect(zip(back.scalars, images.scalars).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test("The log-determinant is that of the numerical Jacobian")
  func jacobian() {
    let flow = flow()
    let point = normal([1, 1, 4, 4], seed: 6)
    func latents(_ image: Tensor) -> (z: Tensor, logDeterminant: Tensor) {
      var pass = Pass.inference
      return withoutGradient { flow.latents(image, &pass) }
    }
    let expected = logDeterminant(at: point.scalars) {
      latents(Tensor($0, shape: [1, 1, 4, 4])).z.scalars
    }
    #expect(abs(Double(latents(point).logDeterminant.item) - expected) < 0.02)
  }

  @Test("Gradients agree with differences")
  func gradients() {
    let flow = flow(levels: 1)
    let images = normal([2, 1, 4, 4], seed: 7)
    let check = checkGradient(at: flow.parameters, step: 5e-3, tolerance: 1e-2) {
      var pass = Pass.inference
      return flow.logDensity(images, &pass)
    }
    // A rectifier has kinks: an element or two may lie at one.
    #expect(check.checked > 200 && check.failures.count <= 2, "\(check)")
  }
}
