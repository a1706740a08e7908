/// (x - y)² / 2 for small errors, δ (|x - y| - δ/2) for those beyond δ (Huber 1964).
public struct Huber: ElementwiseLoss {
  public let delta: Float

  /// - Precondition: `delta` is positive.
  public init(delta: Float = 1) {
    precondition(delta > 0, "Huber: delta \(delta)")
    self.delta = delta
  }

  public func valueAndSlope(_ prediction: Float, _ target: Float) -> (value: Float, slope: Float) {
    let error = prediction - target
    return abs(error) > delta
      ? (delta * (abs(error) - delta / 2), error > 0 ? delta : -delta)
      : (error * error / 2, error)
  }
}
