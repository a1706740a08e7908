import Foundation
import OrreryKit

/// A normalizing flow of small images: exact densities, samples, and how unusual an image is
/// (Glow; Kingma & Dhariwal 2018, arXiv:1807.03039).
///
///     levels × [ squeeze → steps × (actnorm → 1×1 convolution → affine coupling) → half leaves ]
///
/// **Shapes** `[N, C, H, W]` as the specification says, H and W divisible by `2^levels`.
public struct ImageFlow: Trainable, Fitted, Generator, Module {
  public struct Configuration: Codable, Sendable {
    /// Scales; each halves the image.
    public var levels = 3
    /// Invertible steps at each scale.
    public var steps = 4
    /// Channels inside the network of a step.
    public var hidden = 32
    /// Step of the pixel values, as the model sees them.
    public var quantum = 1.0 / 256
  }

  public static let defaults = Configuration()

  public static let info = ArchitectureInfo(
    name: "image-flow",
    summary: "Exact densities and samples of small images, by a normalizing flow.",
    version: "1.0.0", task: .generation, accepts: .image,
    settings: [
      Setting("levels", "Scales; each halves the image", range: 1...8),
      Setting("steps", "Invertible steps at each scale", range: 1...64),
      Setting("hidden", "Channels inside the network of a step", range: 1...1024),
      Setting(
        "quantum",
        "Step of the pixel values as the model sees them: training adds noise as wide, bits per "
          + "dimension count in it", range: 1e-9...1e9),
    ], reference: "Kingma & Dhariwal 2018, arXiv:1807.03039")

  public let specification: ModelSpecification
  let density: ImageDensity
  let ranks = DensityRanks()
  let quantum: Double

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
    quantum = configuration.quantum
    density = ImageDensity(
      shape: [specification.channels] + specification.shape, levels: configuration.levels,
      steps: configuration.steps, hidden: configuration.hidden, random: &random)
  }

  // MARK: - Training

  public func batch(_ objects: [SkyObject]) throws -> ImageBatch {
    try ImageBatch(objects, specification: specification)
  }

  public func loss(of batch: ImageBatch, _ pass: inout Pass) throws -> StepOutcome {
    var images = batch.images
    if pass.isTraining {
      let half = Float(quantum / 2)
      images = images + .uniform(images.shape, -half, half, &pass.random)
    }
    let bits = bitsPerDimension(density.logDensity(images, &pass)).mean()
    return StepOutcome(
      loss: bits, count: batch.rows.count, metrics: ["bits-per-dimension": Double(bits.item)])
  }

  /// -log2 of the probability of a cell one quantum wide on each axis, for each dimension.
  private func bitsPerDimension(_ logDensity: Tensor) -> Tensor {
    logDensity * Float(-1 / (Double(density.dimensions) * log(2))) - Float(log2(quantum))
  }

  /// Ranks the log-densities of objects that training did not see.
  public func fitted(to objects: [SkyObject], random: inout RandomStream) throws -> Self {
    ranks.measure(try logDensities(objects))
    return self
  }

  // MARK: - Prediction

  public func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    let batch = try self.batch(objects)
    var predictions = batch.flags.map { Prediction(flags: $0) }
    let found =
      batch.rows.isEmpty
      ? Tensor([], shape: [0])
      : withoutGradient { density.logDensity(batch.images, &pass) }
    let bits = bitsPerDimension(found).scalars
    var values = [(logDensity: Float, bits: Float)](
      repeating: (.nan, .nan), count: objects.count)
    for (place, row) in batch.rows.enumerated() {
      let value = found.scalars[place]
      if value.isFinite {
        values[row] = (value, bits[place])
      } else {
        predictions[row].flags.append(.nonFinitePrediction)
      }
    }
    for index in predictions.indices {
      predictions[index].measurements = [
        .logDensity(values[index].logDensity),
        Measurement(
          "bits_per_dimension", .real(Double(values[index].bits)), unit: "bit",
          description: "-log2 of the probability of its pixels, for each"),
        .shareLessLikely(ranks.shareLessLikely(than: values[index].logDensity)),
      ]
    }
    return predictions
  }

  private func logDensities(_ objects: [SkyObject]) throws -> [Float] {
    var result: [Float] = []
    for start in stride(from: 0, to: objects.count, by: 64) {
      let batch = try self.batch(Array(objects[start..<min(start + 64, objects.count)]))
      var pass = Pass.inference
      result += withoutGradient { density.logDensity(batch.images, &pass) }.scalars
    }
    return result
  }

  // MARK: - Generation

  public var latentShape: [Int] { [density.dimensions] }

  public func generate(_ latents: Tensor, conditions: Tensor?) throws -> [SkyObject] {
    specification.images(of: density.images(latents)).map {
      SkyObject(id: "", content: .image($0))
    }
  }
}
