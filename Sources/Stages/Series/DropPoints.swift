import OrreryKit

/// Drops a random share of the points.
struct DropPoints: LightCurveStage {
  var maximum = 0.3
  var minimumPoints = 10
  var probability = 1.0

  static let info = describe(
    .augmentation, "drop-points", "Drops a random share of the points.",
    [
      Setting("maximum", "Largest share dropped; the share is uniform from 0", range: 0...1),
      Setting("minimumPoints", "Good points that stay in any case", range: 0...1e9),
    ], missingData: "Bad points are dropped like good ones.")

  func process(
    _ lightCurve: inout LightCurve, of object: inout SkyObject, random: inout RandomStream
  ) {
    let share = random.uniform(0, maximum)
    let input = lightCurve
    var left = input.goodCount
    let kept = input.time.indices.filter { index in
      let drops = random.uniform() < share
      guard drops else { return true }
      guard input.isGood(index) else { return false }
      guard left > minimumPoints else { return true }
      left -= 1
      return false
    }
    lightCurve = input.selecting(kept)
  }
}
