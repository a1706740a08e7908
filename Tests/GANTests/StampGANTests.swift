import OrreryKit
import TestSupport
import Testing

@testable import GAN

struct StampGANTests {
  private func model(
    side: Int = 8, classes: [String] = ["bright", "faint"], channels: Int = 1,
    _ change: (inout StampGAN.Configuration) -> Void = { _ in }
  ) throws -> StampGAN {
    var configuration = StampGAN.Configuration()
    (configuration.latent, configuration.width, configuration.discriminatorWidth) = (4, 8, 8)
    configuration.penaltyInterval = 1
    change(&configuration)
    var random = RandomStream(seed: 1, purpose: "weights")
    return try StampGAN(
      configuration,
      specification: ModelSpecification(
        input: .image, channels: channels, shape: [side, side], classes: classes),
      random: &random)
  }

  private func stamps(_ count: Int, side: Int = 8, seed: UInt64 = 2) -> [SkyObject] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { index in
      let isBright = index % 2 == 0
      let pixels = (0..<side * side).map { _ in
        Float((isBright ? 1 : -1) + 0.3 * random.normal())
      }
      var object = SkyObject(
        id: "\(index)", content: .image(Image(pixels: pixels, height: side, width: side)))
      object.truth = [isBright ? "bright" : "faint": 1]
      return object
    }
  }

  @Test("The generator learns from the verdict alone, the discriminator from both kinds of stamps")
  func parts() throws {
    let model = try model { $0.penalty = 0 }
    let batch = try model.batch(stamps(4))
    var pass = Pass.training(RandomStream(seed: 3))
    let loss = try model.loss(of: batch, &pass).loss
    loss.backward()
    for (name, parameter) in model.namedParameters.map({ ($0.name, $0.parameter) }) {
      let size = parameter.gradient?.square().sum().item ?? 0
      #expect(size > 0, "\(name)")
    }
    // What the discriminator learns does not depend on the generator's part of the loss.
    let whole = model.discriminator.parameters.map { $0.gradient?.scalars ?? [] }
    for parameter in model.parameters { parameter.gradient = nil }
    pass = .training(RandomStream(seed: 3))
    let noise = Tensor.normal([4] + model.latentShape, mean: 0, deviation: 1, &pass.random)
    let parts = noise.split([4, 64], axis: 1)
    let fake = model.generator(
      parts[0], grain: parts[1].reshaped([4, 1, 8, 8]), conditions: batch.conditions, &pass)
    AdversarialLoss.nonSaturating.critic(
      real: model.discriminator(batch.images, conditions: batch.conditions, &pass),
      fake: model.discriminator(fake.detached, conditions: batch.conditions, &pass)
    ).backward()
    let alone = model.discriminator.parameters.map { $0.gradient?.scalars ?? [] }
    for (a, b) in zip(whole, alone) {
      #expect(zip(a, b).allSatisfy { abs($0 - $1) < 1e-5 })
    }
  }

  @Test("The penalty on the discriminator's slope has gradients that agree with differences")
  func penalty() throws {
    let model = try model { $0.penalty = 1 }
    let batch = try model.batch(stamps(3))
    func slope() -> Tensor {
      let points = Parameter(batch.images)
      var pass = Pass.inference
      let logits = model.discriminator(points.tensor, conditions: batch.conditions, &pass)
      return logits.sum().gradients(at: [points], creatingGraph: true)[0].square().sum()
        .reshaped([1])
    }
    let check = checkGradient(
      at: model.discriminator.parameters.filter { $0.value.rank > 1 }, step: 1e-3, tolerance: 2e-2
    ) { slope() }
    #expect(check.checked > 0)
    // A leaky rectifier has kinks: a few elements may lie at one.
    #expect(check.failures.count * 20 < check.checked, "\(check)")
  }

  @Test("A miniature learns two classes of flat stamps: their levels come out, apart by class")
  func learns() throws {
    let model = try model { $0.penalty = 0.5 }
    let objects = stamps(32)
    let batch = try model.batch(objects)
    var adam = Adam(
      [ParameterGroup(model, learningRate: 3e-3)], beta1: 0, beta2: 0.99)
    for step in 0..<120 {
      var pass = Pass.training(RandomStream(seed: 5, key: "\(step)"))
      adam.zeroGradients()
      try model.loss(of: batch, &pass).loss.backward()
      adam.step()
    }
    var random = RandomStream(seed: 6)
    let latents = Tensor.normal([32] + model.latentShape, mean: 0, deviation: 1, &random)
    let conditions = Tensor.oneHot((0..<32).map { $0 % 2 }, classes: 2)
    let made = try model.generate(latents, conditions: conditions)
    func level(_ parity: Int) -> Float {
      let pixels = made.enumerated().filter { $0.offset % 2 == parity }
        .flatMap { $0.element.image?.pixels ?? [] }
      return pixels.reduce(0, +) / Float(pixels.count)
    }
    #expect(level(0) > 0.4 && level(1) < -0.4, "\(level(0)), \(level(1))")
  }

  @Test("The same noise and class give the same stamp, whatever stands beside it")
  func deterministic() throws {
    let model = try model(side: 16, channels: 3)
    var random = RandomStream(seed: 7)
    let latents = Tensor.normal([2] + model.latentShape, mean: 0, deviation: 1, &random)
    let conditions = Tensor.oneHot([0, 1], classes: 2)
    let both = try model.generate(latents, conditions: conditions)
    let again = try model.generate(latents, conditions: conditions)
    #expect(both.map { $0.image?.pixels } == again.map { $0.image?.pixels })
    let image = try #require(both[1].image)
    #expect(image.channels == 3 && image.height == 16 && image.pixels.allSatisfy(\.isFinite))
  }

  @Test("A stamp without a value gets NaN and a flag, a stamp of another size is refused")
  func hardCases() throws {
    let model = try model()
    var objects = stamps(2)
    objects[1].image?.pixels = [Float](repeating: .nan, count: 64)
    var pass = Pass.inference
    let predictions = try model.predict(objects, &pass)
    guard case .real(let good) = predictions[0].measurements[0].value,
      case .real(let bad) = predictions[1].measurements[0].value
    else {
      Issue.record("no number")
      return
    }
    #expect(good.isFinite && bad.isNaN && predictions[1].flags.contains(.noValidData))
    #expect(throws: (any Error).self) { _ = try model.predict(stamps(1, side: 16), &pass) }
    #expect(throws: Settings.Failure.self) { _ = try self.model(side: 12) }
  }
}
