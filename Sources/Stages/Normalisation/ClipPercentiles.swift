import OrreryKit

/// Cuts values to a range between two percentiles.
struct ClipPercentiles: ImageStage {
  var lower = 0.5
  var upper = 99.5
  var per = Scope.channel

  static let info = StageInfo(
    name: "clip-percentiles", summary: "Cuts values to the range between two percentiles.",
    category: .normalisation, accepts: [.image],
    settings: [
      Setting("lower", "Values below this percentile are raised to it", unit: "%", range: 0...100),
      Setting("upper", "Values above this percentile are cut to it", unit: "%", range: 0...100),
      Scope.setting,
    ],
    missingData:
      "NaN and masked pixels do not count; NaN stays NaN. Cut pixels are counted and flag "
      + "the object `clipped`.")

  func validate() throws {
    guard lower < upper else {
      throw Settings.Failure(path: ["lower"], reason: "\(lower) must be below upper, \(upper)")
    }
  }

  func process(_ image: inout Image, of object: inout SkyObject) {
    object.flagDegenerate(image)
    var count = 0
    for range in image.ranges(per: per) {
      let ordered = OrderedValues(image.goodValues(in: range))
      guard !ordered.isEmpty else { continue }
      count += image.clip(
        in: range, lower: ordered.percentile(lower), upper: ordered.percentile(upper))
    }
    object.noteClipped(count, by: Self.self)
  }
}
