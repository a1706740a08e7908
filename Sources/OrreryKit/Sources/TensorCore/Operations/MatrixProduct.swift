internal import Kernels

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
    let precision = Precision.current
    func traced(_ g: Tensor, _ wanted: [Bool]) -> [Tensor?] {
      withPrecision(precision) {
        [
          wanted[0] ? g.matmul(other.transposed()).summed(to: shape) : nil,
          wanted[1] ? transposed().matmul(g).summed(to: other.shape) : nil,
        ]
      }
    }
    return .recorded([self, other], traced: traced) { inputs in
      let (a, b) = (inputs[0], inputs[1])
      return (
        product(precision, a, b),
        { g, wanted in
          [
            wanted[0] ? product(precision, g, b, transposedB: true).summed(to: a.shape) : nil,
            wanted[1] ? product(precision, a, transposedA: true, g).summed(to: b.shape) : nil,
          ]
        }
      )
    }
  }

  /// x W^T + b, a dense layer.
  ///
  /// **Shapes** `[…, K]`, weight `[M, K]`, bias `[M]` to `[…, M]`.
  public func linear(_ weight: Tensor, bias: Tensor? = nil) -> Tensor {
    linear(weight, bias: bias, slope: 1)
  }

  /// A dense layer and the activation that follows, in one pass: y times `slope` where y < 0.
  package func linear(_ weight: Tensor, bias: Tensor?, slope: Float) -> Tensor {
    precondition(
      rank >= 1 && weight.rank == 2 && shape[rank - 1] == weight.shape[1]
        && (bias.map { $0.shape == [weight.shape[0]] } ?? true),
      "linear: shape \(shape), weight \(weight.shape), bias \(bias?.shape ?? [])")
    let rows = reshaped([shape.dropLast().reduce(1, *), shape[rank - 1]])
    var rectified: Tensor?
    let precision = Precision.current
    func traced(_ g: Tensor, _ wanted: [Bool]) -> [Tensor?] {
      let h = g.tracedBeforeRectifier(rectified, slope: slope)
      return withPrecision(precision) {
        [
          wanted[0] ? h.matmul(weight) : nil, wanted[1] ? h.transposed().matmul(rows) : nil,
          wanted.count > 2 && wanted[2] ? h.sum(over: [0]) : nil,
        ]
      }
    }
    let y = Tensor.recorded([rows, weight] + (bias.map { [$0] } ?? []), traced: traced) { inputs in
      let (x, w) = (inputs[0], inputs[1])
      let y = product(
        precision, x, w, transposedB: true, keepsPanels: true,
        Ending(shift: inputs.count > 2 ? inputs[2] : nil, slope: slope))
      let kept = slope == 1 ? nil : y
      rectified = kept
      return (
        y,
        { g, wanted in
          let h = g.beforeRectifier(kept, slope: slope)
          return [
            wanted[0] ? product(precision, h, w, keepsPanels: true) : nil,
            wanted[1] ? product(precision, h, transposedA: true, x) : nil,
            wanted.count > 2 && wanted[2] ? h.sum(over: [0]) : nil,
          ]
        }
      )
    }
    return y.reshaped(shape.dropLast() + [weight.shape[0]])
  }
}

/// The product of the last two axes, either one transposed; the axes before broadcast.
///
/// - Parameter keepsPanels: true where b is a weight, whose packed form is worth keeping.
private func product(
  _ precision: Precision, _ a: Tensor, transposedA: Bool = false, _ b: Tensor,
  transposedB: Bool = false,
  keepsPanels: Bool = false, _ ending: Ending = Ending()
) -> Tensor {
  if precision.roundsFactors {
    return product(
      .float32, a.roundedToBfloat16(), transposedA: transposedA, b.roundedToBfloat16(),
      transposedB: transposedB, ending)
  }
  let depth = precision.depth
  let (a, b) = (a.laidOut(.rowMajor), b.laidOut(.rowMajor))
  let (rowsA, columnsA) = (a.shape[a.rank - 2], a.shape[a.rank - 1])
  let (rowsB, columnsB) = (b.shape[b.rank - 2], b.shape[b.rank - 1])
  let rows = transposedA ? columnsA : rowsA
  let inner = transposedA ? rowsA : columnsA
  let columns = transposedB ? rowsB : columnsB
  let (outerA, outerB) = (Array(a.shape.dropLast(2)), Array(b.shape.dropLast(2)))
  let batch = Axes.broadcast(outerA, outerB, "matmul")
  let offsetsA = offsets(batch, Axes.strides(outerA, stretchedTo: batch))
  let offsetsB = offsets(batch, Axes.strides(outerB, stretchedTo: batch))

  // Columns of b must be neighbours, and panels are faster where many rows use them. A transposed a
  // has a long inner index, which is cut into chunks of b as it lies.
  let isPacked = depth == 2 || transposedB || keepsPanels || rows >= 128 && !transposedA
  let matrices = outerB.reduce(1, *)
  let size = Int(orrery_packed_size(Int64((inner + depth - 1) / depth), Int64(columns)))
  func view(_ pointer: UnsafePointer<Float>, _ index: Int) -> MatrixView {
    MatrixView(
      pointer: pointer + index * rowsB * columnsB, row: transposedB ? 1 : columnsB,
      column: transposedB ? columnsB : 1)
  }
  func panels() -> Storage {
    let packed = Storage(count: matrices * size)
    read(b) { b in
      parallelFor(matrices) {
        MatrixKernel.pack(
          inner: inner, columns: columns, view(b, $0), depth: depth,
          into: packed.pointer + $0 * size)
      }
    }
    return packed
  }
  let packed =
    !isPacked
    ? nil
    : keepsPanels
      ? b.storage.form(
        .panels(rows: rowsB, columns: columnsB, transposed: transposedB), depth: depth, make: panels
      )
      : panels()

  // Blocks of rows, of a size that depends on the shapes alone.
  let block = max(8, min(128, (1 << 20) / max(1, columns * inner) / 8 * 8))
  let blocks = (rows + block - 1) / block
  return Tensor(shape: batch + [rows, columns]) { y in
    read(a, b) { a, b in
      ending.withKernelForm { ending in
        parallelFor(offsetsA.count * blocks) { task in
          let (item, row) = (task / blocks, task % blocks * block)
          let left = MatrixView(
            pointer: a + offsetsA[item] * rowsA * columnsA + row * (transposedA ? 1 : columnsA),
            row: transposedA ? 1 : columnsA, column: transposedA ? columnsA : 1)
          let (count, to) = (min(block, rows - row), y + (item * rows + row) * columns)
          if depth == 2, let packed {
            MatrixKernel.multiplyRounded(
              rows: count, columns: columns, inner: inner, left,
              packed: packed.pointer + offsetsB[item] * size, into: to, stride: columns,
              ending: ending)
          } else {
            MatrixKernel.multiply(
              rows: count, columns: columns, inner: inner, left, view(b, offsetsB[item]),
              packed: packed.map { $0.pointer + offsetsB[item] * size }, into: to,
              stride: columns, ending: ending)
          }
        }
      }
    }
    withExtendedLifetime(packed) {}
  }
}

/// Position of each matrix of a batch.
private func offsets(_ shape: [Int], _ strides: [Int]) -> [Int] {
  zip(shape, strides).reduce([0]) { known, axis in
    known.flatMap { start in (0..<axis.0).map { start + $0 * axis.1 } }
  }
}
