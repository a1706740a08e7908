/// |x - y|; its slope at 0 is 0.
public struct MeanAbsoluteError: ElementwiseLoss {
  public init() {}
  public func valueAndSlope(_ prediction: Float, _ target: Float) -> (value: Float, slope: Float) {
    let error = prediction - target
    return (abs(error), error > 0 ? 1 : error < 0 ? -1 : 0 * error)
  }
}
