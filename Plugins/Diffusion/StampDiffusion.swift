import OrreryKit

/// A denoising diffusion model of stamps: makes them from noise, conditional on their class, and takes
/// noise of a known deviation from them.
///
/// Training mixes noise into a stamp at a random time and learns to tell them apart. Stamps are made
/// by going from all noise to none in some steps along the deterministic way (Song et al. 2021,
/// arXiv:2010.02502): the same noise gives the same stamp.
///
/// **Shapes** `[N, channels, H, W]`, H and W divisible by `2^levels`; values of deviation about 1.
public struct StampDiffusion: Trainable, Generator, Module {
  public struct Configuration: Codable, Sendable {
    /// Channels at full size.
    public var width = 16
    /// Halvings of the image inside the network.
    public var levels = 3
    /// Steps from noise to a stamp.
    public var steps = 40
    /// Deviation of the noise that a prediction takes away, as the model sees pixels.
    public var noise = 0.5
  }

  public static let defaults = Configuration()

  public static let info = ArchitectureInfo(
    name: "stamp-diffusion",
    summary: "Stamps of a class from noise, and noise from stamps, by denoising diffusion.",
    version: "1.0.0", task: .generation, accepts: .image, provides: ["denoised"],
    settings: [
      Setting("width", "Channels at full size", range: 1...512),
      Setting("levels", "Halvings of the image inside the network", range: 1...6),
      Setting("steps", "Steps from noise to a stamp", range: 1...1000),
      Setting(
        "noise", "Deviation of the noise that a prediction takes away, as the model sees pixels",
        range: 0...100),
    ], reference: "Ho et al. 2020, arXiv:2006.11239")

  public let specification: ModelSpecification
  let denoiser: Denoiser
  private let configuration: Configuration

  public init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    let block = 1 << configuration.levels
    guard specification.shape.count == 2, specification.shape.allSatisfy({ $0 % block == 0 }) else {
      throw Settings.Failure(
        path: ["levels"],
        reason: "\(configuration.levels) levels need sides that \(block) divides, the images have "
          + specification.shape.map(String.init).joined(separator: " × "))
    }
    self.specification = specification
    self.configuration = configuration
    denoiser = Denoiser(
      channels: specification.channels, levels: configuration.levels, width: configuration.width,
      classes: specification.classes.count, random: &random)
  }

  // MARK: - Training

  public func batch(_ objects: [SkyObject]) throws -> ConditionedImages {
    try ConditionedImages(objects, specification: specification)
  }

  public func loss(of batch: ConditionedImages, _ pass: inout Pass) throws -> StepOutcome {
    let (images, count) = (batch.images, batch.images.shape[0])
    let (mixed, times, velocity) = NoiseSchedule.mixture(of: images, &pass)
    let answer = denoiser(mixed, times: times, conditions: batch.conditions, &pass)
    let error = (answer - velocity).square()
    return StepOutcome(loss: error.sum() * (1 / Float(max(1, images.count))), count: count)
  }

  // MARK: - Sampling

  /// From what is mixed at a time to the object alone.
  func denoised(_ mixed: Tensor, from start: Double, conditions: Tensor?) -> Tensor {
    NoiseSchedule.denoised(mixed, from: start, steps: configuration.steps) { value, times, pass in
      denoiser(value, times: times, conditions: conditions, &pass)
    }
  }

  // MARK: - Prediction

  /// The stamp without noise of the configured deviation, in the layer `denoised`.
  public func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    let batch = try ImageBatch(objects, specification: specification)
    var predictions = batch.flags.map { Prediction(flags: $0) }
    guard !batch.rows.isEmpty else { return predictions }
    let start = NoiseSchedule.time(noise: configuration.noise)
    let alpha = Float(NoiseSchedule(time: start).alpha)
    let images = specification.images(
      of: denoised(batch.images * alpha, from: start, conditions: nil))
    for (row, image) in zip(batch.rows, images) {
      if image.pixels.allSatisfy(\.isFinite) {
        predictions[row].layers["denoised"] = image
      } else {
        predictions[row].flags.append(.nonFinitePrediction)
      }
    }
    return predictions
  }

  // MARK: - Generation

  public var latentShape: [Int] { [specification.channels] + specification.shape }

  public func generate(_ latents: Tensor, conditions: Tensor?) throws -> [SkyObject] {
    specification.images(of: denoised(latents, from: 1, conditions: conditions)).map {
      SkyObject(id: "", content: .image($0))
    }
  }
}
