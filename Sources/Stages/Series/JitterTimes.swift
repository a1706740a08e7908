import OrreryKit

/// Shifts each time by a normal random amount and sorts again.
struct JitterTimes: LightCurveStage {
  var deviation = 0.01
  var probability = 1.0

  static let info = describe(
    .augmentation, "jitter-times", "Shifts each time by a small random amount.",
    [
      Setting(
        "deviation", "Standard deviation of the shifts", unit: "day or phase",
        range: 0...Double.infinity)
    ], missingData: "Points without a time stay without; everything else moves with its flags.")

  func process(
    _ lightCurve: inout LightCurve, of object: inout SkyObject, random: inout RandomStream
  ) {
    for index in lightCurve.time.indices {
      let time = lightCurve.time[index] + deviation * random.normal()
      // A phase stays one: what leaves at 1 enters at 0.
      lightCurve.time[index] =
        lightCurve.foldedPeriod == nil ? time : time - time.rounded(.down)
    }
    lightCurve = lightCurve.sortedByTime()
  }
}

extension LightCurve {
  /// The points by time, equal ones in their order, those without a time last.
  func sortedByTime() -> LightCurve {
    selecting(
      time.indices.sorted {
        (time[$0].isNaN ? .infinity : time[$0], $0) < (time[$1].isNaN ? .infinity : time[$1], $1)
      })
  }
}
