import OrreryKit

/// DCGAN: the discriminator learns from real and made images, then the generator from its verdict.
struct AdversarialWorkload: Workload {
  let generator: Sequential
  let discriminator: Sequential
  let noise: Tensor
  let real: Tensor
  private var ofGenerator: Adam
  private var ofDiscriminator: Adam
  private var training = Pass.training(RandomStream(seed: 0))

  init(generator: Sequential, discriminator: Sequential, noise: Tensor, real: Tensor) throws {
    try generator.fillWithPattern()
    try discriminator.fillWithPattern()
    self.generator = generator
    self.discriminator = discriminator
    self.noise = noise
    self.real = real
    ofGenerator = Self.adam(generator)
    ofDiscriminator = Self.adam(discriminator)
  }

  private static func adam(_ module: Sequential) -> Adam {
    Adam([ParameterGroup(module, learningRate: 2e-4)], beta1: 0.5, beta2: 0.999)
  }

  var module: any Module { Sequential(generator, discriminator) }

  func predict() -> Tensor {
    withoutGradient {
      var pass = Pass.inference
      return generator(noise, &pass)
    }
  }

  /// - Returns: the discriminator's losses of real and of made images, the generator's.
  mutating func trainingStep() -> [Float] {
    ofDiscriminator.zeroGradients()
    let made = generator(noise, &training)
    var losses = [judge(real, as: 1), judge(made.detached, as: 0)]
    ofDiscriminator.step()
    ofGenerator.zeroGradients()
    losses.append(judge(made, as: 1))
    ofGenerator.step()
    return losses
  }

  /// The loss of the discriminator's verdict; its gradients are added everywhere.
  private mutating func judge(_ images: Tensor, as truth: Float) -> Float {
    let verdict = discriminator(images, &training).flattened()  // [N]
    let loss = BinaryCrossEntropy()(verdict, .full(verdict.shape, truth))
    loss.backward()
    return loss.item
  }
}
