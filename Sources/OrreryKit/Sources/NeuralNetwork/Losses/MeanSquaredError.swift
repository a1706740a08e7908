/// (x - y)².
public struct MeanSquaredError: ElementwiseLoss {
  public init() {}
  public func valueAndSlope(_ prediction: Float, _ target: Float) -> (value: Float, slope: Float) {
    let error = prediction - target
    return (error * error, 2 * error)
  }
}
