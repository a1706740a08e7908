import OrreryKit

/// Makes images of noise by a variational autoencoder (Kingma & Welling 2014, arXiv:1312.6114), and
/// says how well it can draw an image that it is shown.
///
///     image → conv, conv → mean and variance of `latent` numbers → transposed conv, conv → image
///
/// **Shapes** `[N, channels, H, W]`; 4 divides H and W.
public struct GeneratorTemplate: Trainable, Generator, Module {
  /// What a recipe may change; every key stands in `info.settings` too.
  public struct Configuration: Codable, Sendable {
    public var width = 16
    public var latent = 16
    public var pull = 0.05
  }

  public static let defaults = Configuration()

  public static let info = ArchitectureInfo(
    name: "author/generator-template", summary: "Images of noise, by a variational autoencoder.",
    version: "0.1.0", task: .generation, accepts: .image, provides: ["redrawn"],
    settings: [
      Setting("width", "Channels of the first layer", range: 1...512),
      Setting("latent", "Numbers that an image is made of", range: 1...1024),
      Setting("pull", "Weight of the normal distribution of these numbers", range: 0...100),
    ], reference: "Kingma & Welling 2014, arXiv:1312.6114")

  public let specification: ModelSpecification
  let encoder: Sequential
  let decoder: Sequential
  private let pull: Float

  public init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) throws {
    guard specification.shape.count == 2, specification.shape.allSatisfy({ $0 % 4 == 0 }) else {
      throw Settings.Failure(path: [], reason: "needs images whose sides 4 divides")
    }
    let (height, width) = (specification.shape[0] / 4, specification.shape[1] / 4)
    let (first, second) = (configuration.width, 2 * configuration.width)
    self.specification = specification
    pull = Float(configuration.pull)
    encoder = Sequential(
      Conv2d(
        inputChannels: specification.channels, outputChannels: first, kernelSize: 4, stride: 2,
        padding: 1, random: &random), SiLU(),
      Conv2d(
        inputChannels: first, outputChannels: second, kernelSize: 4, stride: 2, padding: 1,
        random: &random), SiLU(),
      Flatten(),
      Linear(inputs: second * height * width, outputs: 2 * configuration.latent, random: &random))
    decoder = Sequential(
      Linear(inputs: configuration.latent, outputs: second * height * width, random: &random),
      SiLU(), Planes(channels: second, height: height, width: width),
      ConvTranspose2d(
        inputChannels: second, outputChannels: first, kernelSize: 4, stride: 2, padding: 1,
        random: &random), SiLU(),
      ConvTranspose2d(
        inputChannels: first, outputChannels: specification.channels, kernelSize: 4, stride: 2,
        padding: 1, random: &random))
  }

  // MARK: - Training

  public func batch(_ objects: [SkyObject]) throws -> ImageBatch {
    try ImageBatch(objects, specification: specification)
  }

  public func loss(of batch: ImageBatch, _ pass: inout Pass) throws -> StepOutcome {
    let code = encoder(batch.images, &pass).chunked(2, axis: 1)  // mean, ln variance
    let noise = Tensor.normal(code[0].shape, &pass.random)
    let drawn = decoder(code[0] + (code[1] * 0.5).exp() * noise, &pass)
    let difference = MeanSquaredError()(drawn, batch.images)
    let divergence = KLDivergence.ofStandardNormal(mean: code[0], logVariance: code[1])
    let pixels = Float(batch.images.shape[1...].reduce(1, *))
    return StepOutcome(
      loss: difference + divergence * (pull / pixels), count: batch.rows.count,
      metrics: ["difference": Double(difference.item)])
  }

  // MARK: - Prediction

  /// The image as the model redraws it, and by how much it differs.
  public func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    let batch = try batch(objects)
    var predictions = batch.flags.map { Prediction(flags: $0) }
    guard !batch.rows.isEmpty else { return predictions }
    let mean = withoutGradient { encoder(batch.images, &pass) }.chunked(2, axis: 1)[0]
    let drawn = withoutGradient { decoder(mean, &pass) }
    let differences = (drawn - batch.images).square().mean(over: [1, 2, 3]).scalars
    let codes = mean.scalars
    let images = specification.images(of: drawn)
    for (place, row) in batch.rows.enumerated() {
      predictions[row].measurements = [
        Measurement(
          "redrawing_error", .real(Double(differences[place])),
          description: "Mean squared difference of the image and its redrawing")
      ]
      let latent = codes.count / batch.rows.count
      predictions[row].features = Array(codes[place * latent..<(place + 1) * latent])
      predictions[row].layers["redrawn"] = images[place]
    }
    return predictions
  }

  // MARK: - Generation

  public var latentShape: [Int] { [(decoder.layers[0] as? Linear)?.weight.value.shape[1] ?? 0] }

  public func generate(_ latents: Tensor, conditions: Tensor?) throws -> [SkyObject] {
    var pass = Pass.inference
    return specification.images(of: withoutGradient { decoder(latents, &pass) })
      .map { SkyObject(id: "", content: .image($0)) }
  }
}

/// Numbers in a row as planes.
struct Planes: PureLayer {
  let channels: Int
  let height: Int
  let width: Int

  func callAsFunction(_ input: Tensor) -> Tensor {
    input.reshaped([input.shape[0], channels, height, width])
  }
}
