/// A model that makes objects of Gaussian noise: a GAN, a normalizing flow, a diffusion model.
///
/// The host draws the noise, each object's from a stream of its own, so that object number 7 of a
/// seed is the same however many are made; it truncates (noise times ψ below 1: less varied, more
/// typical), interpolates (along great circles) and undoes the preparation of the card.
public protocol Generator: Architecture {
  /// Shape of the noise that makes one object.
  var latentShape: [Int] { get }

  /// - Parameters:
  ///   - latents: `[N] + latentShape`, standard normal.
  ///   - conditions: `[N, classes]`, the wanted class of each as weights that sum to 1; `nil` of a
  ///     model without classes.
  /// - Returns: one object each, as the model sees objects: behind the stages of the card.
  func generate(_ latents: Tensor, conditions: Tensor?) throws -> [SkyObject]
}
