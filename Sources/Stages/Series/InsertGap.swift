import OrreryKit

/// Drops all points of a random stretch of time, as bad weather or a season does.
struct InsertGap: LightCurveStage {
  var maximum = 0.2
  var minimumPoints = 10
  var probability = 0.5

  static let info = describe(
    .augmentation, "insert-gap", "Drops all points of a random stretch of time.",
    [
      Setting(
        "maximum", "Longest gap as a share of the whole length; uniform from 0", range: 0...1),
      Setting("minimumPoints", "Good points that must stay, else there is no gap", range: 0...1e9),
    ], missingData: "Bad points in the gap are dropped too; points without a time stay.")

  func process(
    _ lightCurve: inout LightCurve, of object: inout SkyObject, random: inout RandomStream
  ) {
    // Drawn in any case, so that the numbers that follow do not depend on the data.
    let share = random.uniform(0, maximum), place = random.uniform()
    let input = lightCurve
    let times = input.time.filter(\.isFinite)
    guard let first = times.min(), let last = times.max(), (last - first).isFinite
    else { return }
    let length = share * (last - first)
    let start = first + place * (last - first - length)
    let kept = input.time.indices.filter { !(start..<start + length ~= input.time[$0]) }
    let result = input.selecting(kept)
    if result.goodCount >= minimumPoints { lightCurve = result }
  }
}
