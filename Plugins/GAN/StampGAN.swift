import OrreryKit

/// A generative adversarial network of stamps, conditional on their class.
///
/// Both parts learn in one loss: the discriminator from real stamps and from made ones that are cut
/// off from the generator, the generator from the verdict of a discriminator that stands still. What
/// keeps it stable is a penalty on the slope of the discriminator at real stamps, R1 (Mescheder et al.
/// 2018, arXiv:1801.04406), of a random one in `penaltyInterval` steps and as much larger
/// (lazily, Karras et al. 2020, arXiv:1912.04958); the recipe keeps the moving average of the weights.
///
/// **Shapes** `[N, channels, S, S]` with S = 8, 16, 32, …; noise `[N, latent + channels S²]`.
public struct StampGAN: Trainable, Generator, Module {
  public struct Configuration: Codable, Sendable {
    /// Numbers of the noise that decide what is made, beside the grain of the sky.
    public var latent = 64
    /// Channels of the generator at half the final size.
    public var width = 16
    /// Channels of the discriminator at half the size.
    public var discriminatorWidth = 16
    /// What both minimise.
    public var loss = AdversarialLoss.nonSaturating
    /// Strength of the penalty on the discriminator's slope.
    public var penalty = 1.0
    /// Mean steps from one penalty to the next.
    public var penaltyInterval = 8
  }

  public static let defaults = Configuration()

  public static let info = ArchitectureInfo(
    name: "stamp-gan", summary: "Stamps of a class from noise, by an adversarial network.",
    version: "1.0.0", task: .generation, accepts: .image,
    settings: [
      Setting(
        "latent", "Numbers of noise that decide what is made, beside the sky's grain",
        range: 2...4096),
      Setting("width", "Channels of the generator at half the final size", range: 4...512),
      Setting(
        "discriminatorWidth", "Channels of the discriminator at half the size", range: 1...512),
      Setting(
        "loss", "What both parts minimise", choices: AdversarialLoss.allCases.map(\.rawValue)),
      Setting("penalty", "Strength of the penalty on the discriminator's slope", range: 0...1000),
      Setting("penaltyInterval", "Mean steps from one penalty to the next", range: 1...1000),
    ], reference: "Radford et al. 2016, arXiv:1511.06434")

  public let specification: ModelSpecification
  let generator: StampGenerator
  let discriminator: StampDiscriminator
  private let configuration: Configuration
  private let side: Int

  public init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    let shape = specification.shape
    let side = shape.first ?? 0
    let doublings = side >= 8 ? side.trailingZeroBitCount - 2 : 0
    guard shape.count == 2, shape[1] == side, doublings >= 1, 4 << doublings == side else {
      throw Settings.Failure(
        path: [],
        reason: "'stamp-gan' makes squares of 8, 16, 32, 64 … pixels, the images have "
          + shape.map(String.init).joined(separator: " × "))
    }
    self.specification = specification
    self.configuration = configuration
    self.side = side
    let (channels, classes) = (specification.channels, specification.classes.count)
    generator = StampGenerator(
      channels: channels, doublings: doublings, latent: configuration.latent,
      width: configuration.width, classes: classes, random: &random)
    discriminator = StampDiscriminator(
      channels: channels, doublings: doublings, width: configuration.discriminatorWidth,
      classes: classes, random: &random)
  }

  // MARK: - Training

  public func batch(_ objects: [SkyObject]) throws -> ConditionedImages {
    try ConditionedImages(objects, specification: specification)
  }

  public func loss(of batch: ConditionedImages, _ pass: inout Pass) throws -> StepOutcome {
    let count = batch.images.shape[0]
    let (conditions, loss) = (batch.conditions, configuration.loss)
    let noise = Tensor.normal([count] + latentShape, mean: 0, deviation: 1, &pass.random)
    let fake = made(noise, conditions, &pass)
    let penalised =
      pass.isTraining && configuration.penalty > 0
      && pass.random.uniform() * Double(configuration.penaltyInterval) < 1
    let points = Parameter(batch.images)
    let ofReal = discriminator(
      penalised ? points.tensor : batch.images, conditions: conditions, &pass)
    let ofFake = discriminator(fake.detached, conditions: conditions, &pass)
    let critic = loss.critic(real: ofReal, fake: ofFake)
    let verdict = discriminator.frozen { discriminator(fake, conditions: conditions, &pass) }
    let generator = loss.generator(fake: verdict)
    var total = critic + generator
    if penalised {
      let slope = ofReal.sum().gradients(at: [points], creatingGraph: true)[0]
      let strength = 0.5 * configuration.penalty * Double(configuration.penaltyInterval)
      total += slope.square().sum() * Float(strength / Double(max(1, count)))
    }
    return StepOutcome(
      loss: total, count: count,
      metrics: [
        "discriminator": Double(critic.item), "generator": Double(generator.item),
        "real": Double(ofReal.sigmoid().mean().item), "fake": Double(ofFake.sigmoid().mean().item),
      ])
  }

  private func made(_ noise: Tensor, _ conditions: Tensor?, _ pass: inout Pass) -> Tensor {
    let shape = [noise.shape[0], specification.channels, side, side]
    let parts = noise.split([configuration.latent, grainSize], axis: 1)
    return generator(
      parts[0], grain: parts[1].reshaped(shape), conditions: conditions, &pass)
  }

  // MARK: - Prediction

  /// How real the discriminator finds each stamp, whatever its class.
  public func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    let batch = try ImageBatch(objects, specification: specification)
    var logits = [Float](repeating: .nan, count: objects.count)
    for (place, row) in batch.rows.enumerated() {
      // One at a time: what it says of a stamp does not depend on its neighbours.
      let image = batch.images.sliced(axis: 0, place..<place + 1)
      logits[row] =
        withoutGradient { discriminator(image, conditions: nil, &pass) }.item
    }
    return logits.enumerated().map { index, logit in
      var prediction = Prediction(flags: batch.flags[index])
      prediction.measurements = [
        Measurement(
          "realness", .real(Double(logit)),
          description: "Logit of the discriminator that the stamp is real")
      ]
      return prediction
    }
  }

  // MARK: - Generation

  public var latentShape: [Int] { [configuration.latent + grainSize] }

  private var grainSize: Int { specification.channels * side * side }

  public func generate(_ latents: Tensor, conditions: Tensor?) throws -> [SkyObject] {
    var pass = Pass.inference
    return specification.images(of: withoutGradient { made(latents, conditions, &pass) }).map {
      SkyObject(id: "", content: .image($0))
    }
  }
}
