public import TensorCore

/// A loss that compares a prediction with a target element by element: Σ w ℓ(x, y) / Σ w.
///
/// **Shapes** prediction, target and weights alike; the result is a single number.
/// A weight of 0 leaves an element out, also one whose target is NaN: it is the mask. Where all
/// weights are 0 the loss is 0. The target is a constant: no gradient flows into it.
public protocol ElementwiseLoss: Sendable {
  /// ℓ and dℓ/dx.
  func valueAndSlope(_ prediction: Float, _ target: Float) -> (value: Float, slope: Float)
}

extension ElementwiseLoss {
  /// The weighted mean.
  /// - Parameter weights: not negative; 1 everywhere by default.
  public func callAsFunction(
    _ prediction: Tensor, _ target: Tensor, weights: Tensor? = nil
  ) -> Tensor {
    precondition(
      prediction.shape == target.shape && weights?.shape ?? target.shape == target.shape,
      "\(Self.self): prediction \(prediction.shape), target \(target.shape), "
        + "weights \(weights?.shape ?? target.shape)")
    let y = target.scalars
    let w = weights?.scalars
    let mass = w.map { $0.reduce(0.0) { $0 + Double($1) } } ?? Double(y.count)
    let scale = mass > 0 ? 1 / mass : 0
    return .recorded([prediction]) { inputs in
      var sum = 0.0
      var slopes = [Float](repeating: 0, count: y.count)
      inputs[0].withUnsafeBufferPointer { x in
        for i in y.indices {
          let weight = w?[i] ?? 1
          if weight == 0 { continue }
          let (value, slope) = valueAndSlope(x[i], y[i])
          sum += Double(weight * value)
          slopes[i] = weight * slope * Float(scale)
        }
      }
      let shape = inputs[0].shape
      return (
        Tensor(Float(sum * scale)),
        { gradient, _ in
          let factor = gradient.item
          return [Tensor(slopes.map { $0 * factor }, shape: shape)]
        }
      )
    }
  }
}
