extension Tensor {
  /// Matrix product of the last two axes; the axes before broadcast.
  ///
  /// **Shapes** `[…, M, K]` and `[…, K, N]` to `[…, M, N]`.
  /// - Precondition: both have rank 2 or more and the inner lengths agree.
  public func matmul(_ other: Tensor) -> Tensor {
    precondition(
      rank >= 2 && other.rank >= 2 && shape[rank - 1] == other.shape[other.rank - 2],
      "matmul: shapes \(shape) and \(other.shape)")
    if rank > 2 && other.rank == 2 {
      // One large product instead of a batch of small ones.
      let rows = reshaped([shape.dropLast().reduce(1, *), shape[rank - 1]])
      return rows.matmul(other).reshaped(shape.dropLast() + [other.shape[1]])
    }
    return .recorded([self, other]) { inputs in
      let (a, b) = (inputs[0], inputs[1])
      return (
        product(a, b),
        { g, wanted in
          [
            wanted[0] ? product(g, b, transposedB: true).summed(to: a.shape) : nil,
            wanted[1] ? product(a, transposedA: true, g).summed(to: b.shape) : nil,
          ]
        }
      )
    }
  }

  /// x W^T + b, a dense layer.
  ///
  /// **Shapes** `[…, K]`, weight `[M, K]`, bias `[M]` to `[…, M]`.
  public func linear(_ weight: Tensor, bias: Tensor? = nil) -> Tensor {
    precondition(
      rank >= 1 && weight.rank == 2 && shape[rank - 1] == weight.shape[1]
        && (bias.map { $0.shape == [weight.shape[0]] } ?? true),
      "linear: shape \(shape), weight \(weight.shape), bias \(bias?.shape ?? [])")
    let rows = reshaped([shape.dropLast().reduce(1, *), shape[rank - 1]])
    let y = Tensor.recorded([rows, weight]) { inputs in
      let (x, w) = (inputs[0], inputs[1])
      return (
        product(x, w, transposedB: true),
        { g, wanted in
          [wanted[0] ? product(g, w) : nil, wanted[1] ? product(g, transposedA: true, x) : nil]
        }
      )
    }
    let result = y.reshaped(shape.dropLast() + [weight.shape[0]])
    return bias.map { result + $0 } ?? result
  }
}

/// The product of the last two axes, either one transposed; the axes before broadcast.
private func product(
  _ a: Tensor, transposedA: Bool = false, _ b: Tensor, transposedB: Bool = false
) -> Tensor {
  let (rowsA, columnsA) = (a.shape[a.rank - 2], a.shape[a.rank - 1])
  let (rowsB, columnsB) = (b.shape[b.rank - 2], b.shape[b.rank - 1])
  let rows = transposedA ? columnsA : rowsA
  let inner = transposedA ? rowsA : columnsA
  let columns = transposedB ? rowsB : columnsB
  let (outerA, outerB) = (Array(a.shape.dropLast(2)), Array(b.shape.dropLast(2)))
  let batch = Axes.broadcast(outerA, outerB, "matmul")
  let offsetsA = offsets(batch, Axes.strides(outerA, stretchedTo: batch))
  let offsetsB = offsets(batch, Axes.strides(outerB, stretchedTo: batch))

  // Blocks of rows, of a size that depends on the shapes alone.
  let block = rows * columns * inner < 1 << 18 ? max(rows, 1) : min(128, max(rows, 1))
  let blocks = (rows + block - 1) / block
  return Tensor(shape: batch + [rows, columns]) { y in
    read(a, b) { a, b in
      parallelFor(offsetsA.count * blocks) { task in
        let (item, row) = (task / blocks, task % blocks * block)
        let startA = a + offsetsA[item] * rowsA * columnsA
        BLAS.multiply(
          rows: min(block, rows - row), columns: columns, inner: inner,
          startA + (transposedA ? row : row * columnsA), stride: columnsA,
          transposedA: transposedA,
          b + offsetsB[item] * rowsB * columnsB, stride: columnsB, transposedB: transposedB,
          into: y + (item * rows + row) * columns, stride: columns)
      }
    }
  }
}

/// Position of each matrix of a batch.
private func offsets(_ shape: [Int], _ strides: [Int]) -> [Int] {
  zip(shape, strides).reduce([0]) { known, axis in
    known.flatMap { start in (0..<axis.0).map { start + $0 * axis.1 } }
  }
}
