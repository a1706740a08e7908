internal import Kernels

/// Elementary functions of many values at once, several times as fast as one by one.
public enum Elementary {
  /// asinh of each value in its place, to a few units of the last place; NaN stays NaN, infinity
  /// becomes NaN or infinity.
  public static func asinh(_ values: inout [Double]) {
    orrery_asinh(Int64(values.count), &values)
  }
}
