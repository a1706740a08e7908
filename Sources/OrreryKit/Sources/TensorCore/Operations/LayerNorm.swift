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
    // Whole images are normalised as they lie, by weights that lie likewise.
    let layout: Layout = layout == .channelsLast && weight.rank == rank - 1 ? layout : .rowMajor
    let each = [Int](repeating: 1, count: rank - weight.rank) + weight.shape
    return .recorded([self, weight, bias], traced: traced) { inputs in
      let x = inputs[0].laidOut(layout)
      let weight = inputs[1].reshaped(each).laidOut(layout)
      let bias = inputs[2].reshaped(each).laidOut(layout)
      let mean = Storage(count: rows)
      let inverse = Storage(count: rows)
      let y = Tensor(shape: x.shape, layout: layout) { y in
        raw(x, weight, bias) { x, weight, bias in
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
          let g = g.laidOut(layout)
          let dx =
            !wanted[0]
            ? nil
            : Tensor(shape: x.shape, layout: layout) { dx in
              raw(g, x, weight) { g, x, weight in
                parallelChunks(rows, weight: n) { r in
                  let (row, at) = (r.lowerBound, r.lowerBound * n)
                  orrery_layer_norm_gradient(
                    Int64(r.count), Int64(n), g + at, x + at, weight, mean.pointer + row,
                    inverse.pointer + row, dx + at)
                }
              }
            }
          guard wanted[1] || wanted[2] else { return [dx, nil, nil] }
          // Sums of pieces of rows in double, added in order.
          let piece = Swift.max(32, 32_768 / Swift.max(1, n))
          let pieces = (rows + piece - 1) / piece
          var sums = [Double](repeating: 0, count: pieces * 2 * n)
          sums.withUnsafeMutableBufferPointer { sums in
            nonisolated(unsafe) let sums = sums.baseAddress
            raw(g, x, weight) { g, x, _ in
              parallelFor(pieces) { index in
                guard let own = sums.map({ $0 + index * 2 * n }) else { return }
                let first = index * piece
                orrery_layer_norm_weight_gradient(
                  Int64(Swift.min(piece, rows - first)), Int64(n), g + first * n, x + first * n,
                  mean.pointer + first, inverse.pointer + first, own, own + n)
              }
            }
          }
          let dbias = Storage(count: n)
          let dweight = Tensor(shape: each, layout: layout) { dweight in
            orrery_channel_totals(Int64(pieces), Int64(n), sums, dweight, dbias.pointer)
          }
          let shape = inputs[1].shape
          return [
            dx, dweight.reshaped(shape),
            Tensor(shape: each, storage: dbias, layout: layout).reshaped(shape),
          ]
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
