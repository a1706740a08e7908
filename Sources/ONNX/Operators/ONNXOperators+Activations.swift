import Foundation
import OrreryKit

extension ONNXOperators {
  static let activations: [String: Operation] = [
    "Relu": unary { $0.relu() },
    "Sigmoid": unary { $0.sigmoid() },
    "Tanh": unary { $0.tanh() },
    "Softplus": unary { $0.softplus() },
    "Softsign": unary { $0 / ($0.abs() + 1) },
    "LeakyRelu": { [.floats(try $0.tensor(0).leakyRelu(slope: $0.float("alpha", 0.01)))] },
    "ThresholdedRelu": { call in
      let (x, alpha) = (try call.tensor(0), try call.float("alpha", 1))
      return [.floats(x * x.greater(than: Tensor(alpha)))]
    },
    "Elu": { call in
      let (x, alpha) = (try call.tensor(0), try call.float("alpha", 1))
      guard alpha >= 0 else { throw call.failure("alpha \(alpha)") }
      return [.floats(x.elu(alpha: alpha))]
    },
    "Selu": { call in
      let alpha = try call.float("alpha", 1.673_263_2)
      let gamma = try call.float("gamma", 1.050_701)
      guard alpha >= 0 else { throw call.failure("alpha \(alpha)") }
      return [.floats(try call.tensor(0).elu(alpha: alpha) * gamma)]
    },
    "Gelu": { call in
      let x = try call.tensor(0)
      switch try call.text("approximate", "none") {
      case "none": return [.floats(x.gelu())]
      case "tanh":
        let inner = (x + x * x * x * 0.044_715) * Float((2 / Double.pi).squareRoot())
        return [.floats(x * 0.5 * (inner.tanh() + 1))]
      case let way: throw call.failure("approximation '\(way)'", .unsupported)
      }
    },
    "Mish": unary { $0 * $0.softplus().tanh() },
    "HardSigmoid": { call in
      [.floats(try hardSigmoid(call.tensor(0), call.float("alpha", 0.2), call.float("beta", 0.5)))]
    },
    "HardSwish": unary { $0 * hardSigmoid($0, 1 / 6, 0.5) },
    "PRelu": { call in
      let (x, slope) = (try call.tensor(0), try call.tensor(1))
      guard try call.broadcast(x.shape, slope.shape) == x.shape else {
        throw call.failure("slopes \(slope.shape) for \(x.shape)")
      }
      let below = x.less(than: Tensor(0))
      return [.floats(x * (1 - below) + x * below * slope)]
    },
    "Clip": { [.floats(try clip($0))] },
    "Erf": unary { mapped($0) { Foundation.erf($0) } },
    "Softmax": { [.floats(try soft($0) { $0.softmax(axis: $1) })] },
    "LogSoftmax": { [.floats(try soft($0) { $0.logSoftmax(axis: $1) })] },
  ]

  private static func hardSigmoid(_ x: Tensor, _ alpha: Float, _ beta: Float) -> Tensor {
    (x * alpha + beta).clamp(0, 1)
  }

  private static func clip(_ call: ONNXCall) throws -> Tensor {
    var low = try call.float("min", -.greatestFiniteMagnitude)
    var high = try call.float("max", .greatestFiniteMagnitude)
    if call.optional(1) != nil { low = try call.number(1) }
    if call.optional(2) != nil { high = try call.number(2) }
    // Above the highest number the highest wins, as the standard says.
    guard !low.isNaN, !high.isNaN else { throw call.failure("bounds \(low) and \(high)") }
    return try call.tensor(0).clamp(Swift.min(low, high), high)
  }

  /// Before version 13 all axes from one on were taken together.
  private static func soft(
    _ call: ONNXCall, _ body: (Tensor, Int) -> Tensor
  ) throws -> Tensor {
    let x = try call.tensor(0, rank: 1...8)
    let axis = try call.axis(call.integer("axis", call.version < 13 ? 1 : -1), rank: x.rank)
    guard x.count > 0 else { return x }
    if call.version >= 13 || axis == x.rank - 1 { return body(x, axis) }
    return body(x.flattened(from: axis), axis).reshaped(x.shape)
  }
}
