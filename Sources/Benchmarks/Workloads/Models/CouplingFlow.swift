import Foundation
import OrreryKit

/// RealNVP: eight affine couplings of halves that change places (Dinh et al. 2017,
/// arXiv:1605.08803).
///
///     b ← b · exp(tanh s(a)) + t(a);   a ↔ b
///
/// **Shapes** `[N, 64]` to the mean negative log-likelihood under the flow, a single number.
struct CouplingFlow: Layer {
  static let dimensions = 64
  let nets: [Sequential]

  init(hidden: Int, _ random: inout RandomStream) {
    let half = Self.dimensions / 2
    nets = (0..<8).map { _ in
      Sequential(
        Linear(inputs: half, outputs: hidden, random: &random), ReLU(),
        Linear(inputs: hidden, outputs: hidden, random: &random), ReLU(),
        Linear(inputs: hidden, outputs: 2 * half, random: &random))
    }
  }

  func callAsFunction(_ input: Tensor, _ pass: inout Pass) -> Tensor {
    let half = Self.dimensions / 2
    var a = input.sliced(axis: 1, 0..<half)  // [N, 32]
    var b = input.sliced(axis: 1, half..<2 * half)
    var logDeterminant = Tensor.zeros([input.shape[0]])
    for net in nets {
      let output = net(a, &pass)  // [N, 64]
      let scale = output.sliced(axis: 1, 0..<half).tanh()
      b = b * scale.exp() + output.sliced(axis: 1, half..<2 * half)
      logDeterminant += scale.sum(over: [1])
      (a, b) = (b, a)
    }
    let norm = Float(half) * Float(log(2 * Double.pi))
    return ((a.square() + b.square()).sum(over: [1]) * 0.5 + norm - logDeterminant).mean()
  }
}
