internal import Kernels

extension Tensor {
  /// Layer normalisation over the last axes (Ba et al. 2016, arXiv:1607.06450):
  /// y = (x - mean) / sqrt(variance + epsilon) * weight + bias, statistics of each row.
  ///
  /// **Shapes** `[…] + S`, weight and bias `S`. A NaN makes its row NaN.
  /// - Precondition: the shape ends with the weight's.
  public func layerNorm(weight: Tensor, bias: Tensor, epsilon: Float = 1e-5) -> Tensor {
    precondition(
      weight.shape == bias.shape && weight.rank > 0 && rank >= weight.rank
        && Array(shape.suffix(weight.rank)) == weight.shape,
      "layerNorm: shape \(shape), weight \(weight.shape), bias \(bias.shape)")
    let n = weight.count
    let rows = shape.dropLast(weight.rank).reduce(1, *)
    func traced(_ g: Tensor, _ wanted: [Bool]) -> [Tensor?] {
      let split = rank - weight.rank
      let (dx, normal) = normalisationBack(
        g * weight, over: Array(split..<rank), epsilon: epsilon)
      let front = Array(0..<split)
      return [
        dx, wanted[1] ? (g * normal).sum(over: front) : nil, wanted[2] ? g.sum(over: front) : nil,
      ]
    }
    return .recorded([self, weight, bias], traced: traced) { inputs in
      let (x, weight, bias) = (inputs[0], inputs[1], inputs[2])
      let mean = Storage(count: rows)
      let inverse = Storage(count: rows)
      let y = Tensor(shape: x.shape) { y in
        read(x, weight, bias) { x, weight, bias in
          parallelChunks(rows, weight: n) { r in
            let (row, at) = (r.lowerBound, r.lowerBound * n)
            orrery_layer_norm(
              Int64(r.count), Int64(n), epsilon, x + at, weight, bias, y + at,
              mean.pointer + row, inverse.pointer + row)
          }
        }
      }
      return (
        y,
        { g, wanted in
          let dx =
            !wanted[0]
            ? nil
            : Tensor(shape: x.shape) { dx in
              read(g, x, weight) { g, x, weight in
                parallelChunks(rows, weight: n) { r in
                  let (row, at) = (r.lowerBound, r.lowerBound * n)
                  orrery_layer_norm_gradient(
                    Int64(r.count), Int64(n), g + at, x + at, weight, mean.pointer + row,
                    inverse.pointer + row, dx + at)
                }
              }
            }
          guard wanted[1] || wanted[2] else { return [dx, nil, nil] }
          let dbias = Storage(count: n)
          let dweight = Tensor(shape: weight.shape) { dweight in
            read(g, x) { g, x in
              orrery_layer_norm_weight_gradient(
                Int64(rows), Int64(n), g, x, mean.pointer, inverse.pointer, dweight,
                dbias.pointer)
            }
          }
          return [dx, dweight, Tensor(shape: weight.shape, storage: dbias)]
        }
      )
    }
  }

  /// The way back of n = (x - mean) / sqrt(variance + epsilon), with the statistics over `axes`, in
  /// recorded operations, and n itself: for derivatives of gradients.
  /// - Parameter gradient: at n.
  func normalisationBack(
    _ gradient: Tensor, over axes: [Int], epsilon: Float
  ) -> (input: Tensor, normal: Tensor) {
    func mean(_ x: Tensor) -> Tensor { x.mean(over: axes, keepingDimensions: true) }
    let difference = self - mean(self)
    let deviation = (mean(difference.square()) + epsilon).sqrt()
    let normal = difference / deviation
    let rest = gradient - mean(gradient) - normal * mean(gradient * normal)
    return (rest / deviation, normal)
  }
}
