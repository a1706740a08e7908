import Foundation

/// Marks of a celestial coordinate: round hours, degrees, minutes or seconds.
public struct AngleTicks: Sendable, Equatable {
  /// How labels are written.
  public enum Notation: Sendable {
    /// Right ascension: 10ʰ02ᵐ30ˢ.
    case hours
    /// Declination or latitude: +02°12′30″.
    case signedDegrees
    /// Longitude of other frames: 120°30′.
    case degrees
  }

  /// Degrees.
  public var values: [Double]
  public var labels: [String]

  /// About `count` round values inside `range` (degrees, at most a full turn).
  public init(_ range: ClosedRange<Double>, notation: Notation, count: Int = 4) {
    let unit = notation == .hours ? 15.0 / 3600 : 1.0 / 3600
    let width = (range.upperBound - range.lowerBound) / unit
    guard width.isFinite, width > 0 else {
      values = []
      labels = []
      return
    }
    let step = Self.step(width / Double(max(1, count)), isHours: notation == .hours)
    values = Ticks.multiples(
      of: step, in: range.lowerBound / unit...range.upperBound / unit
    ).map { $0 * unit }
    labels = values.map { Self.label($0 / unit, step: step, notation: notation) }
  }

  /// A round number of seconds near `rough`.
  static func step(_ rough: Double, isHours: Bool) -> Double {
    if rough < 1 { return Ticks.niceStep(rough).size }
    let seconds: [Double] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200]
    let hours: [Double] = [10_800, 21_600, 43_200]
    let degrees: [Double] = [18_000, 36_000, 54_000, 108_000, 162_000, 216_000, 324_000]
    let candidates = seconds + (isHours ? hours : degrees)
    return candidates.min { abs(log($0 / rough)) < abs(log($1 / rough)) } ?? rough
  }

  private static func label(_ seconds: Double, step: Double, notation: Notation) -> String {
    let turn = notation == .hours ? 86_400.0 : 1_296_000.0
    var value = seconds
    if notation != .signedDegrees {
      value = value.truncatingRemainder(dividingBy: turn)
      if value < 0 { value += turn }
    }
    let decimals = step < 1 ? Int((-log10(step)).rounded(.up)) : 0
    let scale = pow(10, Double(decimals))
    let rounded = (abs(value) * scale).rounded() / scale
    let whole = Int(rounded)
    let (first, minutes) = (whole / 3600 % (notation == .hours ? 24 : 3600), whole / 60 % 60)
    let rest = rounded - Double(whole - whole % 60)
    let sign = notation == .signedDegrees ? (value < 0 && rounded > 0 ? "\u{2212}" : "+") : ""
    let marks = notation == .hours ? ["ʰ", "ᵐ", "ˢ"] : ["°", "′", "″"]
    var text = sign + String(format: notation == .degrees ? "%d" : "%02d", first) + marks[0]
    if step.truncatingRemainder(dividingBy: 3600) != 0 {
      text += String(format: "%02d", minutes) + marks[1]
    }
    if step.truncatingRemainder(dividingBy: 60) != 0 {
      let width = decimals > 0 ? decimals + 3 : 2
      text += String(format: "%0\(width).\(decimals)f", rest) + marks[2]
    }
    return text
  }
}
