/// One good point of a light curve.
struct CurvePoint: Sendable {
  /// Days.
  var time: Double
  /// Place among the model's bands.
  var band: Int
  var value: Double
  /// One standard deviation; `nil` where the curve has none.
  var error: Double?
  /// 0 to 1; 0 where there is no period.
  var phase = 0.0
}
