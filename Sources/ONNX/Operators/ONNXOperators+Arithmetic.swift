import Foundation
import OrreryKit

extension ONNXOperators {
  static let arithmetic: [String: Operation] = [
    "Add": { [try binary($0, { $0 &+ $1 }) { $0 + $1 }] },
    "Sub": { [try binary($0, { $0 &- $1 }) { $0 - $1 }] },
    "Mul": { [try binary($0, { $0 &* $1 }) { $0 * $1 }] },
    "Div": { call in
      if case .integers(let divisors, _)? = call.optional(1), divisors.contains(0) {
        throw call.failure("a division by 0")
      }
      return [try binary(call, { $0.dividedReportingOverflow(by: $1).partialValue }) { $0 / $1 }]
    },
    "Mod": { call in
      let (a, b) = try call.pair()
      let isC = try call.integer("fmod", 0) != 0
      let result = try mapped(a, b, call) { x, y in
        let rest = fmodf(x, y)
        return isC || rest == 0 || (rest < 0) == (y < 0) ? rest : rest + y
      }
      guard case .integers? = call.optional(0) else { return [.floats(result)] }
      guard result.scalars.allSatisfy({ abs($0) < 0x1p62 }) else {
        throw call.failure("a division by 0")
      }
      return [.integers(result.scalars.map { Int64($0) }, shape: result.shape)]
    },
    "Pow": { call in
      let (x, exponent) = try call.pair()
      if exponent.count == 1, try call.broadcast(x.shape, exponent.shape) == x.shape {
        let power = try call.number(1)
        return [.floats(power == 2 ? x.square() : power == 0.5 ? x.sqrt() : x.pow(power))]
      }
      return [.floats(try mapped(x, exponent, call) { powf($0, $1) })]
    },
    "Max": { [.floats(try folded($0) { .maximum($0, $1) })] },
    "Min": { [.floats(try folded($0) { .minimum($0, $1) })] },
    "Sum": { [.floats(try folded($0) { $0 + $1 })] },
    "Mean": { [.floats(try folded($0) { $0 + $1 } / Float(max(1, $0.inputs.count)))] },
    "Neg": { call in
      if case .integers(let values, let shape) = try call.value(0) {
        return [.integers(values.map { 0 &- $0 }, shape: shape)]
      }
      return [.floats(-(try call.tensor(0)))]
    },
    "Sqrt": unary { $0.sqrt() }, "Exp": unary { $0.exp() }, "Log": unary { $0.log() },
    "Abs": unary { $0.abs() }, "Reciprocal": unary { 1 / $0 }, "Sin": unary { $0.sin() },
    "Cos": unary { $0.cos() },
    "Tan": unary { mapped($0) { tanf($0) } }, "Atan": unary { mapped($0) { atanf($0) } },
    "Sinh": unary { mapped($0) { sinhf($0) } }, "Cosh": unary { mapped($0) { coshf($0) } },
    "Asinh": unary { mapped($0) { asinhf($0) } },
    "Floor": unary { mapped($0) { $0.rounded(.down) } },
    "Ceil": unary { mapped($0) { $0.rounded(.up) } },
    "Round": unary { mapped($0) { $0.rounded(.toNearestOrEven) } },
    "Sign": unary {
      mapped($0) { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }
    },
    "Identity": { [try $0.value(0)] },
    // In prediction nothing is dropped; the mask is all ones.
    "Dropout": { call in
      let x = try call.value(0)
      return [x, .floats(.ones(x.shape))]
    },
    "Cast": { [try cast($0)] },
  ]

  /// Of whole numbers whole numbers, as shapes are computed.
  private static func binary(
    _ call: ONNXCall, _ whole: (Int64, Int64) -> Int64, _ body: (Tensor, Tensor) -> Tensor
  ) throws -> ONNXValue {
    if case .integers(let a, let left)? = call.optional(0),
      case .integers(let b, let right)? = call.optional(1)
    {
      let shape = try call.broadcast(left, right)
      guard a.count == 1 || b.count == 1 || left == right else {
        throw call.failure("whole numbers of shapes \(left) and \(right)", .unsupported)
      }
      let count = shape.reduce(1, *)
      return .integers(
        (0..<count).map { whole(a[a.count == 1 ? 0 : $0], b[b.count == 1 ? 0 : $0]) },
        shape: shape)
    }
    let (a, b) = try call.pair()
    return .floats(body(a, b))
  }

  private static func folded(
    _ call: ONNXCall, _ body: (Tensor, Tensor) -> Tensor
  ) throws -> Tensor {
    var result = try call.tensor(0)
    for index in call.inputs.indices.dropFirst() {
      let next = try call.tensor(index)
      _ = try call.broadcast(result.shape, next.shape)
      result = body(result, next)
    }
    return result
  }

  private static func cast(_ call: ONNXCall) throws -> ONNXValue {
    switch (try call.integer("to", 0), try call.value(0)) {
    case (1, let value), (10, let value), (11, let value): return .floats(value.tensor)
    case (6, .integers(let values, let shape)), (7, .integers(let values, let shape)):
      return .integers(values, shape: shape)
    case (6, .floats(let tensor)), (7, .floats(let tensor)):
      return .integers(
        try tensor.scalars.map { value in
          guard let whole = Int64(exactly: value.rounded(.towardZero)) else {
            throw call.failure("\(value) is no whole number")
          }
          return whole
        }, shape: tensor.shape)
    case (9, let value): return .floats(mapped(value.tensor) { $0 == 0 ? 0 : 1 })
    case (let type, _): throw call.failure("numbers of type \(type)", .unsupported)
    }
  }
}
