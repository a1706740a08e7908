import OrreryKit
import TestSupport
import Testing

@testable import Diffusion

struct StampDiffusionTests {
  private func model(
    side: Int = 8, classes: [String] = [],
    _ change: (inout StampDiffusion.Configuration) -> Void =
      { _ in }
  ) throws -> StampDiffusion {
    var configuration = StampDiffusion.Configuration()
    (configuration.width, configuration.levels, configuration.steps) = (4, 1, 8)
    change(&configuration)
    var random = RandomStream(seed: 1, purpose: "weights")
    return try StampDiffusion(
      configuration,
      specification: ModelSpecification(
        input: .image, channels: 1, shape: [side, side], classes: classes), random: &random)
  }

  private func stamp(_ index: Int, _ pixels: [Float]) -> SkyObject {
    SkyObject(id: "\(index)", content: .image(Image(pixels: pixels, height: 8, width: 8)))
  }

  /// A bright or a faint half of the image.
  private func half(_ isBright: Bool) -> [Float] {
    (0..<64).map { ($0 < 32) == isBright ? 1.2 : -1.2 }
  }

  @Test("Times end at all object and all noise, and noise of deviation 1 is half of the way")
  func schedule() {
    let (start, end) = (NoiseSchedule(time: 0), NoiseSchedule(time: 1))
    #expect(start.alpha == 1 && start.sigma == 0)
    #expect(abs(end.alpha) < 1e-12 && end.sigma == 1)
    #expect(abs(NoiseSchedule.time(noise: 1) - 0.5) < 1e-12 && NoiseSchedule.time(noise: 0) == 0)
  }

  @Test("A few steps keep the deviation of what is faint beside the noise that it began as")
  func faint() {
    // Objects of independent pixels with deviation s: the best answer is known.
    let deviation = 0.1
    var random = RandomStream(seed: 2)
    let noise = Tensor.normal([1, 1, 8, 8], mean: 0, deviation: 1, &random)
    let made = NoiseSchedule.denoised(noise, from: 1, steps: 20) { value, times, _ in
      let now = NoiseSchedule(time: times[0])
      let variance = now.alpha * now.alpha * deviation * deviation + now.sigma * now.sigma
      return value * Float(now.alpha * now.sigma * (1 - deviation * deviation) / variance)
    }
    for (made, noise) in zip(made.scalars, noise.scalars) {
      #expect(abs(made / (Float(deviation) * noise) - 1) < 0.02)
    }
  }

  @Test("A fresh network answers 0: it leaves what is mixed as it is")
  func fresh() throws {
    let model = try model()
    var random = RandomStream(seed: 2)
    let noise = Tensor.normal([2, 1, 8, 8], mean: 0, deviation: 1, &random)
    #expect(model.denoised(noise, from: 1, conditions: nil).scalars == noise.scalars)
    var pass = Pass.training(RandomStream(seed: 0))
    let batch = try model.batch([stamp(0, half(true)), stamp(1, half(false))])
    let loss = try model.loss(of: batch, &pass).loss.item
    // The mean square of v is that of noise and of the stamp, mixed.
    #expect(loss > 0.9 && loss < 1.6)
  }

  @Test("Gradients agree with differences")
  func gradients() throws {
    let model = try model(classes: ["a", "b"])
    var random = RandomStream(seed: 3)
    for parameter in model.parameters {
      parameter.value =
        parameter.value + .normal(parameter.value.shape, mean: 0, deviation: 0.1, &random)
    }
    var object = stamp(0, half(true))
    object.truth = ["a": 1]
    let batch = try model.batch([object])
    let check = checkGradient(at: model.parameters, step: 5e-3, tolerance: 1e-2) {
      var pass = Pass.training(RandomStream(seed: 4))
      return (try? model.loss(of: batch, &pass).loss.reshaped([1])) ?? .zeros([1])
    }
    #expect(check.isGood, "\(check)")
  }

  @Test("A miniature learns two patterns: samples are like one of them, noise comes off a stamp")
  func learns() throws {
    let model = try model { $0.width = 8 }
    let objects = (0..<16).map { stamp($0, half($0 % 2 == 0)) }
    let batch = try model.batch(objects)
    var adam = Adam([ParameterGroup(model, learningRate: 5e-3)])
    for step in 0..<120 {
      var pass = Pass.training(RandomStream(seed: 5, key: "\(step)"))
      adam.zeroGradients()
      try model.loss(of: batch, &pass).loss.backward()
      adam.step()
    }
    func distance(_ pixels: [Float]) -> Float {
      [half(true), half(false)].map { pattern in
        zip(pixels, pattern).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 64
      }.min() ?? 9
    }
    var random = RandomStream(seed: 6)
    let noise = Tensor.normal([8, 1, 8, 8], mean: 0, deviation: 1, &random)
    let made = try model.generate(noise, conditions: nil).map { $0.image?.pixels ?? [] }
    // Noise is about 2.4 from either.
    #expect(made.map(distance).reduce(0, +) / 8 < 0.8)
    let noisy = half(true).map { $0 + 0.5 * Float(random.normal()) }
    var pass = Pass.inference
    let found = try model.predict([stamp(0, noisy)], &pass)[0].layers["denoised"]
    #expect(distance(found?.pixels ?? []) < 0.6 * distance(noisy))
  }

  @Test("A stamp without a value is flagged, another size is refused, levels must divide the sides")
  func hardCases() throws {
    let model = try model()
    var pass = Pass.inference
    let empty = stamp(0, [Float](repeating: .nan, count: 64))
    let found = try model.predict([empty, stamp(1, half(true))], &pass)
    #expect(found[0].layers.isEmpty && found[0].flags.contains(.noValidData))
    #expect(found[1].layers["denoised"] != nil)
    #expect(throws: Settings.Failure.self) { _ = try self.model(side: 6) { $0.levels = 2 } }
  }
}
