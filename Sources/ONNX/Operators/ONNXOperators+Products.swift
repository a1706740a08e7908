import OrreryKit

extension ONNXOperators {
  static let products: [String: Operation] = [
    "Gemm": { call in
      var a = try call.tensor(0, rank: 2...2)
      var b = try call.tensor(1, rank: 2...2)
      if try call.integer("transA", 0) != 0 { a = a.transposed() }
      if try call.integer("transB", 0) != 0 { b = b.transposed() }
      guard a.shape[1] == b.shape[0] else { throw call.failure("shapes \(a.shape) and \(b.shape)") }
      _ = try call.checked([a.shape[0], b.shape[1]])
      var y = a.matmul(b)
      let (alpha, beta) = (try call.float("alpha", 1), try call.float("beta", 1))
      if alpha != 1 { y = y * alpha }
      guard let c = call.optional(2)?.tensor else { return [.floats(y)] }
      guard try call.broadcast(y.shape, c.shape) == y.shape else {
        throw call.failure("a sum of \(y.shape) and \(c.shape)")
      }
      return [.floats(y + (beta == 1 ? c : c * beta))]
    },
    "MatMul": { call in
      var a = try call.tensor(0, rank: 1...8)
      var b = try call.tensor(1, rank: 1...8)
      // A vector is a row on the left and a column on the right; its axis goes again.
      let (isRow, isColumn) = (a.rank == 1, b.rank == 1)
      if isRow { a = a.inserted(axis: 0) }
      if isColumn { b = b.inserted(axis: 1) }
      guard a.shape[a.rank - 1] == b.shape[b.rank - 2] else {
        throw call.failure("shapes \(a.shape) and \(b.shape)")
      }
      let before = try call.broadcast(Array(a.shape.dropLast(2)), Array(b.shape.dropLast(2)))
      var shape = before
      if !isRow { shape.append(a.shape[a.rank - 2]) }
      if !isColumn { shape.append(b.shape[b.rank - 1]) }
      return [.floats(a.matmul(b).reshaped(try call.checked(shape)))]
    },
  ]
}
