public import TensorCore

/// What generator and critic of a generative adversarial network minimise, from the critic's
/// logits.
///
/// | | critic | generator |
/// |---|---|---|
/// | non-saturating | softplus(-real) + softplus(fake) | softplus(-fake) |
/// | Wasserstein | fake - real | -fake |
/// | hinge | max(0, 1 - real) + max(0, 1 + fake) | -fake |
///
/// each the mean over the logits. Goodfellow et al. 2014, arXiv:1406.2661; Arjovsky et al. 2017,
/// arXiv:1701.07875, whose critic must be held smooth, by `GradientPenalty`; Lim & Ye 2017,
/// arXiv:1705.02894.
///
/// While the generator learns, do not freeze the critic, whose normalisations would change with
/// it: forget its gradients instead (`zeroGradients` of its optimiser).
///
/// **Shapes** logits any; weights as their logits. A weight of 0 leaves a logit out, whatever it
/// is, NaN too; where nothing counts the mean is 0.
@frozen
public enum AdversarialLoss: String, Sendable, Codable, CaseIterable {
  case nonSaturating = "non-saturating"
  case wasserstein, hinge

  /// Of the critic, also called discriminator.
  public func critic(
    real: Tensor, fake: Tensor, realWeights: Tensor? = nil, fakeWeights: Tensor? = nil
  ) -> Tensor {
    switch self {
    case .nonSaturating:
      Self.mean(real, realWeights) { (-$0).softplus() }
        + Self.mean(fake, fakeWeights) { $0.softplus() }
    case .wasserstein: Self.mean(fake, fakeWeights) { $0 } - Self.mean(real, realWeights) { $0 }
    case .hinge:
      Self.mean(real, realWeights) { (1 - $0).relu() }
        + Self.mean(fake, fakeWeights) { ($0 + 1).relu() }
    }
  }

  /// Of the generator, from the critic's logits of what it made.
  public func generator(fake: Tensor, weights: Tensor? = nil) -> Tensor {
    Self.mean(fake, weights) { self == .nonSaturating ? (-$0).softplus() : -$0 }
  }

  private static func mean(
    _ logits: Tensor, _ weights: Tensor?, _ loss: (Tensor) -> Tensor
  ) -> Tensor {
    precondition(
      weights?.shape ?? logits.shape == logits.shape,
      "AdversarialLoss: logits \(logits.shape), weights \(weights?.shape ?? [])")
    let scale = Float(massScale(weights, count: logits.count))
    guard let weights else { return loss(logits).sum() * scale }
    let w = weights.detached
    return (loss(Tensor.select(w, logits, Tensor(0))) * w).sum() * scale
  }
}
