import OrreryKit

/// Restores stamps that were blurred into larger pixels and covered by noise and by the light of
/// neighbours, by a diffusion model that looks at the damaged stamp while it makes the whole one
/// (Saharia et al. 2021, arXiv:2104.07636).
///
/// What can be known is in the mean of several samples (`restored`), what cannot in their spread
/// (`restored_spread`): where it is large, the network invents.
///
/// **Shapes** `[N, channels, H, W]`, H and W divisible by `2^levels` and by `factor`.
public struct StampRestoration: Trainable, Module {
  public struct Configuration: Codable, Sendable {
    /// Channels at full size.
    public var width = 16
    /// Halvings of the image inside the network.
    public var levels = 3
    /// Steps from noise to a stamp.
    public var steps = 10
    /// Side of the blocks that are one pixel of the damaged stamp.
    public var factor = 2
    /// Largest deviation of the damaged stamp's noise, as the model sees pixels.
    public var noise = 0.3
    /// Share of the stamps that another one is laid over in training, to be taken away again.
    public var neighbours = 0.0
    /// Of the asinh stretch that the stamps passed, as the model sees pixels; 0 where values are
    /// proportional to light.
    public var softening = 0.0
    /// Restored stamps that are averaged.
    public var samples = 8
  }

  public static let defaults = Configuration()

  public static let info = ArchitectureInfo(
    name: "stamp-restoration",
    summary:
      "Finer stamps without noise and neighbours, with their spread, by conditional diffusion.",
    version: "1.0.0", task: .generation, accepts: .image,
    provides: ["restored", "restored_spread"],
    settings: [
      Setting("width", "Channels at full size", range: 1...512),
      Setting("levels", "Halvings of the image inside the network", range: 1...6),
      Setting("steps", "Steps from noise to a stamp", range: 1...1000),
      Setting(
        "factor", "Side of the blocks that are one pixel of the damaged stamp; 1 for noise alone",
        unit: "pixel", range: 1...16),
      Setting(
        "noise", "Largest deviation of the damaged stamp's noise, as the model sees pixels",
        range: 0...100),
      Setting(
        "neighbours",
        "Share of the stamps that another one is laid over in training, to be taken away again",
        range: 0...1),
      Setting(
        "softening",
        "Of the asinh stretch that the stamps passed, as the model sees pixels; 0 for none",
        range: 0...1e6),
      Setting("samples", "Restored stamps that are averaged", range: 1...1000),
    ], reference: "Saharia et al. 2021, arXiv:2104.07636")

  public let specification: ModelSpecification
  let denoiser: Denoiser
  let configuration: Configuration

  public init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    let block = 1 << configuration.levels
    let shape = specification.shape
    guard shape.count == 2, shape.allSatisfy({ $0 % block == 0 && $0 % configuration.factor == 0 })
    else {
      throw Settings.Failure(
        path: ["levels"],
        reason: "\(configuration.levels) levels and blocks of \(configuration.factor) pixels need "
          + "sides that \(block) and \(configuration.factor) divide, the images have "
          + shape.map(String.init).joined(separator: " × "))
    }
    self.specification = specification
    self.configuration = configuration
    denoiser = Denoiser(
      channels: specification.channels, beside: specification.channels,
      levels: configuration.levels, width: configuration.width, classes: 0, random: &random)
  }

  /// Blocks of pixels by their mean, at the size that they had.
  private func coarse(_ images: Tensor) -> Tensor {
    let factor = configuration.factor
    guard factor > 1 else { return images }
    var pass = Pass.inference
    return Upsample(scaleFactor: Size2d(factor))(
      AveragePool2d(kernelSize: Size2d(factor))(images, &pass), &pass)
  }

  // MARK: - Training

  public func batch(_ objects: [SkyObject]) throws -> ImageBatch {
    try ImageBatch(objects, specification: specification)
  }

  public func loss(of batch: ImageBatch, _ pass: inout Pass) throws -> StepOutcome {
    let (images, count) = (batch.images, batch.images.shape[0])
    let (mixed, times, velocity) = NoiseSchedule.mixture(of: images, &pass)
    let deviations = (0..<count).map { _ in
      Float(pass.random.uniform(0, configuration.noise))
    }
    let small = images.shape.enumerated().map {
      $0.offset < 2 ? $0.element : $0.element / configuration.factor
    }
    var still = Pass.inference
    let noise = Upsample(scaleFactor: Size2d(configuration.factor))(
      Tensor.normal(small, mean: 0, deviation: 1, &pass.random), &still)
    let damaged =
      coarse(withNeighbours(images, random: &pass.random)) + noise
      * Tensor(deviations, shape: [count, 1, 1, 1])
    let answer = denoiser(
      .concatenated([mixed, damaged], axis: 1), times: times, conditions: nil, &pass)
    let error = (answer - velocity).square()
    return StepOutcome(loss: error.sum() * (1 / Float(max(1, images.count))), count: count)
  }

  // MARK: - Prediction

  /// The mean of some restored stamps, layer `restored`, and their deviation, `restored_spread`.
  ///
  /// A stamp of larger pixels is to be resized to the model's size before: its blocks are taken
  /// together again here.
  public func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    let batch = try ImageBatch(objects, specification: specification)
    var predictions = batch.flags.map { Prediction(flags: $0) }
    for (place, row) in batch.rows.enumerated() {
      let damaged = coarse(batch.images.sliced(axis: 0, place..<place + 1))
      let layers = restored(damaged, id: objects[row].id)
      if layers.mean.pixels.allSatisfy(\.isFinite) {
        predictions[row].layers["restored"] = layers.mean
        predictions[row].layers["restored_spread"] = layers.spread
      } else {
        predictions[row].flags.append(.nonFinitePrediction)
      }
    }
    return predictions
  }

  private func restored(_ damaged: Tensor, id: String) -> (mean: Image, spread: Image) {
    let count = configuration.samples
    var random = RandomStream(seed: 0, key: id, purpose: "restoration")
    let shape = [count] + damaged.shape.dropFirst()
    let beside = Tensor.concatenated([Tensor](repeating: damaged, count: count), axis: 0)
    let noise = Tensor.normal(shape, mean: 0, deviation: 1, &random)
    let made = NoiseSchedule.denoised(noise, from: 1, steps: configuration.steps) {
      denoiser(.concatenated([$0, beside], axis: 1), times: $1, conditions: nil, &$2)
    }.scalars
    let size = made.count / count
    var mean = [Float](repeating: 0, count: size)
    var spread = mean
    for pixel in 0..<size {
      let values = (0..<count).map { made[$0 * size + pixel] }
      mean[pixel] = values.reduce(0, +) / Float(count)
      let squares = values.reduce(0) { $0 + ($1 - mean[pixel]) * ($1 - mean[pixel]) }
      spread[pixel] = (squares / Float(max(1, count - 1))).squareRoot()
    }
    let images = specification.images(
      of: Tensor(mean + spread, shape: [2] + damaged.shape.dropFirst()))
    return (images[0], images[1])
  }
}
