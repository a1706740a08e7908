import OrreryKit

/// Ends the light curve at a random good point, as if the object had been looked at no longer: what
/// a classifier of young transients must learn from.
struct TruncateLightCurve: LightCurveStage {
  var minimumPoints = 3
  var probability = 0.5

  static let info = describe(
    .augmentation, "truncate-light-curve", "Ends the light curve at a random point in time.",
    [Setting("minimumPoints", "Good points that stay in any case", range: 1...1e9)],
    missingData: "Bad points behind the end go too, and those without a time.")

  func process(
    _ lightCurve: inout LightCurve, of object: inout SkyObject, random: inout RandomStream
  ) {
    // Drawn in any case, so that the numbers that follow do not depend on the data.
    let place = random.uniform()
    let input = lightCurve
    let times = input.time.indices.filter(input.isGood).map { input.time[$0] }.sorted()
    guard times.count > minimumPoints else { return }
    let kept = minimumPoints + Int(place * Double(times.count - minimumPoints + 1))
    let end = times[min(kept, times.count) - 1]
    lightCurve = input.selecting(input.time.indices.filter { input.time[$0] <= end })
  }
}
