import Foundation
import OrreryKit

/// When a survey looks at an object.
enum Cadence: String, Codable, Sendable, CaseIterable {
  /// Nights with weather, seasons, several filters in a night.
  case ground
  /// Every half hour through one wide filter, with gaps for the spacecraft's needs.
  case space

  /// One look: time in MJD, band, and how much worse than usual the night is, magnitudes.
  struct Visit: Sendable {
    var time: Double
    var band: Int
    var loss: Double
  }

  /// Visits in order of time.
  func visits(
    from start: Double, days: Double, interval: Double, bands: Int, _ random: inout RandomStream
  ) -> [Visit] {
    switch self {
    case .ground: Self.ground(start, days, interval, bands, &random)
    case .space: Self.space(start, days, &random)
    }
  }

  private static func ground(
    _ start: Double, _ days: Double, _ interval: Double, _ bands: Int,
    _ random: inout RandomStream
  ) -> [Visit] {
    var visits: [Visit] = []
    let seasonStart = random.uniform(0, 365.25)  // of the time behind the sun
    let hidden = random.uniform(100, 165)
    var day = random.uniform(0, interval)
    while day < days {
      let inYear = (day + seasonStart).truncatingRemainder(dividingBy: 365.25)
      if inYear > hidden {
        // Bad weather and the moon come for nights in a row.
        if random.uniform() < 0.06 { day += random.uniform(3, 14) }
        let moon = 0.35 * (1 + cos(2 * .pi * day / 29.53))
        let loss = moon + abs(0.3 * random.normal())
        // The object is highest two hours earlier each month.
        let hour = 0.5 + 0.16 * sin(2 * .pi * inYear / 365.25) + 0.07 * random.normal()
        var time = start + day.rounded(.down) + hour
        let order = random.uniform() < 0.5
        for step in 0..<bands where random.uniform() < 0.75 {
          visits.append(Visit(time: time, band: order ? step : bands - 1 - step, loss: loss))
          time += random.uniform(0.008, 0.035)
        }
      }
      day += max(1, -interval * log(1 - random.uniform()))
    }
    return visits.sorted { $0.time < $1.time }
  }

  private static func space(
    _ start: Double, _ days: Double, _ random: inout RandomStream
  ) -> [Visit] {
    let step = 0.0204339  // 29.42 minutes, as Kepler's long cadence
    let gaps = (0..<max(1, Int(days / 30))).map { number in
      30 * Double(number) + random.uniform(12, 20)
    }
    var visits: [Visit] = []
    for index in 0..<Int(days / step) {
      let day = step * Double(index)
      let inGap = gaps.contains { day > $0 && day < $0 + 1.1 }
      if !inGap, random.uniform() > 0.004 {
        visits.append(Visit(time: start + day, band: 0, loss: 0))
      }
    }
    return visits
  }
}
