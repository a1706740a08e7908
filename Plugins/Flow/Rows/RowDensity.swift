import Foundation
import OrreryKit

/// An exact probability density of rows of numbers: a chain of invertible steps to Gaussian noise.
///
///     ln p(x) = ln N(z) + Σ ln |det ∂step|
///
/// **Shapes** rows `[N, D]`.
struct RowDensity: Module {
  private let steps: [FlowStep]
  let dimensions: Int

  init(_ settings: RowFlowSettings, dimensions: Int, random: inout RandomStream) {
    precondition(dimensions >= 1, "RowDensity: \(dimensions) numbers in a row")
    self.dimensions = dimensions
    let spline =
      settings.transform == .spline
      ? RationalQuadraticSpline(bins: settings.bins, bound: settings.bound) : nil
    let degrees = (0..<dimensions).map { place in
      settings.structure == .autoregressive ? place + 1 : place < (dimensions + 1) / 2 ? 1 : 2
    }
    // Orders belong to the architecture, not to the seed: weights fit any instance of it. Every
    // second one is the reverse of the one before, so that each number decides for each other.
    var shuffling = RandomStream(seed: 0, purpose: "order of a flow's steps")
    steps = (0..<settings.steps).map { step in
      let order: [Int] =
        step == 0
        ? Array(0..<dimensions)
        : step % 2 == 1 ? (0..<dimensions).reversed() : shuffling.shuffled(dimensions)
      return FlowStep(
        order: order, degrees: degrees, spline: spline, hidden: settings.hidden,
        blocks: settings.blocks, random: &random)
    }
  }

  /// - Returns: the noise that makes these rows, and ln |det ∂z/∂x| of each.
  func latents(_ rows: Tensor, _ pass: inout Pass) -> (z: Tensor, logDeterminant: Tensor) {
    var (value, sum) = (rows, Tensor.zeros([rows.shape[0]]))
    for step in steps {
      let (output, logDeterminant) = step.forward(value, &pass)
      value = output
      sum += logDeterminant
    }
    return (value, sum)
  }

  /// ln p of each row, in nats per unit of the rows' own coordinates: `[N]`.
  func logDensity(_ rows: Tensor, _ pass: inout Pass) -> Tensor {
    let (z, logDeterminant) = latents(rows, &pass)
    let norm = Float(0.5 * Double(dimensions) * log(2 * Double.pi))
    return logDeterminant - z.square().sum(over: [1]) * 0.5 - norm
  }

  /// The rows that noise makes, without gradients.
  func rows(_ latents: Tensor) -> Tensor {
    withoutGradient {
      var pass = Pass.inference
      return steps.reversed().reduce(latents) { $1.inverse($0, &pass) }
    }
  }
}

extension RandomStream {
  /// The numbers from 0 in random order (Fisher & Yates).
  fileprivate mutating func shuffled(_ count: Int) -> [Int] {
    var result = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      result.swapAt(last, Int(uniform(0, Double(last + 1))))
    }
    return result
  }
}
