internal import Kernels
internal import TensorCore

typealias LossKernel =
  @convention(c) (
    Int64, UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?, Float,
    UnsafeMutablePointer<Float>?, Float, Float
  ) -> Double

/// Σ w ℓ(x, y) / Σ w, the slope made on the way; ℓ stands beside its derivative in Kernels/Losses.c.
func elementwiseLoss(
  _ name: String, _ prediction: Tensor, _ target: Tensor, _ weights: Tensor?,
  _ kernel: LossKernel, _ a: Float = 0, _ b: Float = 0
) -> Tensor {
  precondition(
    prediction.shape == target.shape && weights?.shape ?? target.shape == target.shape,
    "\(name): prediction \(prediction.shape), target \(target.shape), "
      + "weights \(weights?.shape ?? target.shape)")
  let scale = massScale(weights, count: target.count)
  return .recorded([prediction]) { inputs in
    let x = inputs[0]
    var sum = 0.0
    let slope = Tensor(shape: x.shape) { slope in
      sum = withPointers(x, target, weights) { x, y, w in
        parallelSum(target.count) { r in
          let i = r.lowerBound
          return kernel(
            Int64(r.count), x + i, y + i, w.map { $0 + i }, Float(scale), slope + i, a, b)
        }
      }
    }
    return (Tensor(Float(sum * scale)), { gradient, _ in [slope.scaled(by: gradient)] })
  }
}

/// 1 / Σ w, or 0 where nothing counts.
func massScale(_ weights: Tensor?, count: Int) -> Double {
  let mass = weights.map(doubleSum) ?? Double(count)
  return mass > 0 ? 1 / mass : 0
}

/// Sum in double, in a fixed order.
func doubleSum(_ tensor: Tensor) -> Double {
  tensor.withUnsafeBufferPointer { values in
    guard let values = values.baseAddress else { return 0 }
    return parallelSum(tensor.count) {
      orrery_double_sum(Int64($0.count), values + $0.lowerBound)
    }
  }
}

extension Tensor {
  /// Slopes times the gradient of the loss that they belong to, which mostly is 1.
  func scaled(by gradient: Tensor) -> Tensor {
    gradient.item == 1 ? self : self * gradient.item
  }
}

/// Elements of tensors that are not empty.
func withPointers<Result>(
  _ x: Tensor, _ y: Tensor, _ w: Tensor?,
  _ body: (UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>?) -> Result
) -> Result {
  x.withUnsafeBufferPointer { x in
    y.withUnsafeBufferPointer { y in
      guard let x = x.baseAddress, let y = y.baseAddress else {
        preconditionFailure("withPointers: an empty tensor")
      }
      guard let w else { return body(x, y, nil) }
      return w.withUnsafeBufferPointer { body(x, y, $0.baseAddress) }
    }
  }
}
