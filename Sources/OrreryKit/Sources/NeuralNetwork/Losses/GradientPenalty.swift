public import TensorCore

/// Holds the critic of a Wasserstein network smooth: λ Σ s (‖∇D(x̂)‖ - 1)² / Σ s, the slope at points
/// x̂ on lines from real objects to made ones.
///
/// Gulrajani et al. 2017, "Improved training of Wasserstein GANs", arXiv:1704.00028. The slope is one
/// object's alone: the critic must not normalise over the batch, and every operation in it needs a
/// second derivative.
///
///     let loss = AdversarialLoss.wasserstein.critic(real: critic(real), fake: critic(fake))
///       + GradientPenalty()(real: real, fake: fake, random: &random) { critic($0) }
///
/// **Shapes** objects `[N, …]`, weights one for each; the result is a single number, 0 where nothing
/// counts. A weight of 0 leaves an object out, but it must be finite.
public struct GradientPenalty: Sendable {
  /// λ.
  public let strength: Float

  public init(strength: Float = 10) { self.strength = strength }

  /// - Parameters:
  ///   - random: chooses one point on each line; takes one number.
  ///   - critic: from objects to a logit of each.
  public func callAsFunction(
    real: Tensor, fake: Tensor, weights: [Float]? = nil, random: inout RandomStream,
    critic: (Tensor) -> Tensor
  ) -> Tensor {
    precondition(
      real.shape == fake.shape && real.rank >= 1,
      "GradientPenalty: real objects \(real.shape), made ones \(fake.shape)")
    let each = [real.shape[0]] + [Int](repeating: 1, count: real.rank - 1)
    let share = Tensor.uniform(each, 0, 1, &random)
    let points = real.detached * share + fake.detached * (1 - share)
    return self(at: points, weights: weights, critic: critic)
  }

  /// The penalty at given points.
  public func callAsFunction(
    at points: Tensor, weights: [Float]? = nil, critic: (Tensor) -> Tensor
  ) -> Tensor {
    precondition(
      points.rank >= 1 && weights?.count ?? points.shape[0] == points.shape[0],
      "GradientPenalty: points \(points.shape), \(weights?.count ?? 0) weights")
    let count = points.shape[0]
    let input = Parameter(points)
    let slope = critic(input.tensor).sum().gradients(at: [input], creatingGraph: true)[0]
    // The length has no slope of its own at 0: 1e-12 keeps it finite.
    let length = (slope.square().reshaped([count, -1]).sum(over: [1]) + 1e-12).sqrt()
    let penalty = (length - 1).square()
    let w = weights.map { Tensor($0, shape: [count]) }
    let scale = Float(massScale(w, count: count)) * strength
    return (w.map { penalty * $0 } ?? penalty).sum() * scale
  }
}
