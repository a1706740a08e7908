import OrreryKit

/// One invertible step of a flow over rows: the numbers in another order, each then moved along a
/// monotone curve that those of lower degree choose.
///
///     x → order → a = x e^s + t → spline(a)
///
/// with s, t and the spline's knots from a masked network. Degrees 1, 2, 3 … make it autoregressive
/// (Papamakarios et al. 2017, arXiv:1705.07057); degrees 1 and 2 alone make it a coupling, whose
/// inverse takes two passes instead of one for each number (Dinh et al. 2017, arXiv:1605.08803).
///
/// **Shapes** `[N, D]` to `[N, D]` and the logarithm of the determinant `[N]`.
struct FlowStep: Module {
  private let network: MaskedNetwork
  private let spline: RationalQuadraticSpline?
  private let order: [Int]
  private let degrees: [Int]

  /// Largest |s|.
  private static let largestScale: Float = 3

  init(
    order: [Int], degrees: [Int], spline: RationalQuadraticSpline?, hidden: Int, blocks: Int,
    random: inout RandomStream
  ) {
    self.order = order
    self.degrees = degrees
    self.spline = spline
    network = MaskedNetwork(
      degrees: degrees, hidden: hidden, blocks: blocks,
      outputs: 2 + (spline?.parameterCount ?? 0), random: &random)
  }

  func forward(_ input: Tensor, _ pass: inout Pass) -> (output: Tensor, logDeterminant: Tensor) {
    let x = input.indexSelected(order, axis: 1)
    let (s, t, knots) = curves(x, &pass)
    let moved = x * s.exp() + t
    guard let spline, let knots else { return (moved, s.sum(over: [1])) }
    let (y, logSlope) = spline(moved, knots)
    return (y, (logSlope + s).sum(over: [1]))
  }

  /// The input of an output, without gradients.
  func inverse(_ output: Tensor, _ pass: inout Pass) -> Tensor {
    // A number is known when all of lower degree are: each pass adds those of one degree.
    var x = output
    for degree in 1...(degrees.max() ?? 1) {
      let (s, t, knots) = curves(x, &pass)
      let moved = if let spline, let knots { spline.inverse(output, knots) } else { output }
      let mask = Tensor(degrees.map { $0 == degree ? 1 : 0 }, shape: [1, degrees.count])
      x = Tensor.select(mask.broadcast(to: x.shape), (moved - t) * (-s).exp(), x)
    }
    var back = order
    for (place, source) in order.enumerated() { back[source] = place }
    return x.indexSelected(back, axis: 1)
  }

  /// What the network says of each number: `[N, D]` twice, and the knots `[N, D, …]`.
  private func curves(
    _ x: Tensor, _ pass: inout Pass
  ) -> (s: Tensor, t: Tensor, knots: Tensor?) {
    let all = network(x, &pass)  // [N, D, 2 + knots]
    let parts = all.split([1, 1] + (spline.map { [$0.parameterCount] } ?? []), axis: -1)
    let s = (parts[0].reshaped(x.shape) / Self.largestScale).tanh() * Self.largestScale
    return (s, parts[1].reshaped(x.shape), parts.count > 2 ? parts[2] : nil)
  }
}
