import OrreryKit

extension ONNXOperators {
  static let normalisations: [String: Operation] = [
    "BatchNormalization": { [.floats(try batchNorm($0))] },
    "InstanceNormalization": { call in
      let x = try call.tensor(0, rank: 3...4)
      let (weight, bias) = try affine(call, [x.shape[1]])
      return [
        .floats(x.instanceNorm(weight: weight, bias: bias, epsilon: try epsilon(call)))
      ]
    },
    "GroupNormalization": { [.floats(try groupNorm($0))] },
    "LayerNormalization": { [.floats(try layerNorm($0))] },
  ]

  private static func epsilon(_ call: ONNXCall) throws -> Float {
    let epsilon = try call.float("epsilon", 1e-5)
    guard epsilon > 0, epsilon.isFinite else { throw call.failure("epsilon \(epsilon)") }
    return epsilon
  }

  /// Scale and shift, inputs 1 and 2, of this shape.
  private static func affine(_ call: ONNXCall, _ shape: [Int]) throws -> (Tensor, Tensor) {
    let weight = try call.tensor(1)
    let bias = call.optional(2)?.tensor ?? .zeros(weight.shape)
    guard weight.shape == shape, bias.shape == shape else {
      throw call.failure("scale \(weight.shape) and shift \(bias.shape), not \(shape)")
    }
    return (weight, bias)
  }

  private static func batchNorm(_ call: ONNXCall) throws -> Tensor {
    let x = try call.tensor(0, rank: 2...4)
    guard try call.integer("training_mode", 0) == 0 else {
      throw call.failure("a normalisation that trains", .unsupported)
    }
    let (weight, bias) = try affine(call, [x.shape[1]])
    let (mean, variance) = (try call.tensor(3), try call.tensor(4))
    guard mean.shape == weight.shape, variance.shape == weight.shape else {
      throw call.failure("mean \(mean.shape) and variance \(variance.shape)")
    }
    let epsilon = try epsilon(call)
    if x.rank == 4 {
      return x.batchNorm2d(
        weight: weight, bias: bias, mean: mean, variance: variance, epsilon: epsilon)
    }
    let shape = [1, x.shape[1]] + [Int](repeating: 1, count: x.rank - 2)
    let scale = weight / (variance + epsilon).sqrt()
    return x * scale.reshaped(shape) + (bias - mean * scale).reshaped(shape)
  }

  private static func groupNorm(_ call: ONNXCall) throws -> Tensor {
    let x = try call.tensor(0, rank: 3...4)
    let groups = try call.integer("num_groups", 0)
    guard groups > 0, x.shape[1] % groups == 0 else {
      throw call.failure("\(groups) groups of \(x.shape[1]) channels")
    }
    var weight = try call.tensor(1)
    var bias = try call.tensor(2)
    let each = x.shape[1] / groups
    // Up to version 20 there is one number for each group.
    if call.version < 21, weight.shape == [groups], bias.shape == [groups] {
      func spread(_ tensor: Tensor) -> Tensor {
        tensor.reshaped([groups, 1]).broadcast(to: [groups, each]).reshaped([groups * each])
      }
      (weight, bias) = (spread(weight), spread(bias))
    }
    guard weight.shape == [x.shape[1]], bias.shape == weight.shape else {
      throw call.failure("scale \(weight.shape) and shift \(bias.shape)")
    }
    return x.groupNorm(groups: groups, weight: weight, bias: bias, epsilon: try epsilon(call))
  }

  private static func layerNorm(_ call: ONNXCall) throws -> Tensor {
    let x = try call.tensor(0, rank: 1...8)
    let axis = try call.axis(call.integer("axis", -1), rank: x.rank)
    let (weight, bias) = try affine(call, Array(x.shape[axis...]))
    guard weight.count > 0 else { throw call.failure("nothing to normalise") }
    return x.layerNorm(weight: weight, bias: bias, epsilon: try epsilon(call))
  }
}
