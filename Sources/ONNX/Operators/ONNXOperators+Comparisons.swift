import OrreryKit

extension ONNXOperators {
  static let comparisons: [String: Operation] = [
    "Equal": compared { $0.equal(to: $1) },
    "Less": compared { $0.less(than: $1) },
    "LessOrEqual": compared { $0.lessOrEqual(to: $1) },
    "Greater": compared { $0.greater(than: $1) },
    "GreaterOrEqual": compared { $0.greaterOrEqual(to: $1) },
    "And": compared { $0 * $1 },
    "Or": compared { .maximum($0, $1) },
    "Xor": compared { ($0 - $1).abs() },
    "Not": unary { 1 - $0 },
    "IsNaN": unary { $0.isNaN() },
    "Where": { call in
      let (mask, a, b) = (try call.tensor(0), try call.tensor(1), try call.tensor(2))
      let shape = try call.broadcast(call.broadcast(mask.shape, a.shape), b.shape)
      if case .integers(let x, _) = try call.value(1), case .integers(let y, _) = try call.value(2),
        mask.shape == shape, a.shape == shape, b.shape == shape
      {
        let choices = zip(mask.scalars, zip(x, y)).map { $0 != 0 ? $1.0 : $1.1 }
        return [.integers(choices, shape: shape)]
      }
      return [
        .floats(
          .select(mask.broadcast(to: shape), a.broadcast(to: shape), b.broadcast(to: shape)))
      ]
    },
  ]

  private static func compared(
    _ body: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> Operation {
    { call in
      let (a, b) = try call.pair()
      return [.floats(body(a, b))]
    }
  }
}
