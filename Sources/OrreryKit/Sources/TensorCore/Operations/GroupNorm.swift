extension Tensor {
  /// Group normalisation (Wu & He 2018, arXiv:1803.08494): groups of channels of each object to mean
  /// 0 and variance 1, then scaled and shifted by channel; independent of the batch.
  ///
  /// **Shapes** `[N, C, …]` to the same, weight and bias `[C]`. A NaN makes its group NaN.
  /// - Precondition: `groups` divides C.
  public func groupNorm(
    groups: Int, weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Float = 1e-5
  ) -> Tensor {
    normalised(groups: groups, weight, bias, epsilon, operation: "groupNorm")
  }

  /// Instance normalisation (Ulyanov et al. 2016, arXiv:1607.08022): each channel of each object to
  /// mean 0 and variance 1, then scaled and shifted by channel.
  ///
  /// **Shapes** `[N, C, …]` to the same, weight and bias `[C]`. A NaN makes its channel NaN.
  public func instanceNorm(
    weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Float = 1e-5
  ) -> Tensor {
    normalised(groups: rank >= 2 ? shape[1] : 0, weight, bias, epsilon, operation: "instanceNorm")
  }

  private func normalised(
    groups: Int, _ weight: Tensor?, _ bias: Tensor?, _ epsilon: Float,
    operation: StaticString
  ) -> Tensor {
    precondition(
      rank >= 2 && groups > 0 && shape[1] % groups == 0
        && [weight, bias].allSatisfy { $0.map { $0.shape == [shape[1]] } ?? true },
      "\(operation): shape \(shape), \(groups) groups, weight \(weight?.shape ?? []), "
        + "bias \(bias?.shape ?? [])")
    let channels = shape[1]
    let weight = weight ?? .ones([channels])
    let bias = bias ?? .zeros([channels])
    let each = [1, channels] + [Int](repeating: 1, count: rank - 2)
    if count == 0 { return self * weight.reshaped(each) + bias.reshaped(each) }

    let pixels = Pixels("\(operation)", shape, [weight.shape, bias.shape], ofEachObject: true)
    let grouped = [shape[0], groups, channels / groups]
    let n = Float(grouped[2] * pixels.count)
    func ofGroups(_ x: Tensor) -> Tensor {
      x.reshaped(grouped).sum(over: [2], keepingDimensions: true)  // [N, groups, 1]
    }
    func ofChannels(_ x: Tensor) -> Tensor { x.broadcast(to: grouped).reshaped(pixels.statistics) }

    func traced(_ g: Tensor, _ wanted: [Bool]) -> [Tensor?] {
      let rows = [shape[0] * groups, count / shape[0] / groups]
      let (dx, normal) = reshaped(rows).normalisationBack(
        (g * weight.reshaped(each)).reshaped(rows), over: [1], epsilon: epsilon)
      let others = [0] + Array(2..<rank)
      return [
        dx.reshaped(shape),
        wanted[1] ? (g * normal.reshaped(shape)).sum(over: others) : nil,
        wanted[2] ? g.sum(over: others) : nil,
      ]
    }
    return .recorded([self, weight, bias], traced: traced, name: operation) { inputs in
      let (x, weight, bias) = (inputs[0].laidOut(pixels.layout), inputs[1], inputs[2])
      let (means, variances) = pixels.moments(x)
      let mean = ofGroups(means) / Float(grouped[2])
      // The variance of a group is that within its channels and that among their means.
      let among = (means.reshaped(grouped) - mean).square()
      let variance = ofGroups(variances.reshaped(grouped) + among) / Float(grouped[2])
      let inverse = 1 / (variance + epsilon).sqrt()
      let form = Normalisation(
        mean: ofChannels(mean), scale: ofChannels(inverse) * weight,
        shift: bias.broadcast(to: pixels.statistics), slope: 1)
      return (
        pixels.normalise(x, form),
        { g, wanted in
          let g = g.laidOut(pixels.layout)
          let (sums, products) = pixels.products(g, x, form)
          // With xhat = (x - mean) inverse and h = weight g, and means over the group:
          // dx = inverse (h - mean(h) - xhat mean(h xhat)).
          let level = inverse * ofGroups(sums * weight) / n
          let slope = inverse * inverse.square() * ofGroups(products * weight) / n
          return [
            wanted[0]
              ? pixels.combine(g, x, form, form.scale, ofChannels(-slope), ofChannels(-level))
              : nil,
            wanted[1] ? (products * ofChannels(inverse)).sum(over: [0]) : nil,
            wanted[2] ? sums.sum(over: [0]) : nil,
          ]
        }
      )
    }
  }
}
