import Foundation

/// Marks of an axis: round values, their labels, and unlabelled marks between them.
public struct Ticks: Sendable, Equatable {
  public var values: [Double]
  /// One for each value; U+2212 is the minus sign.
  public var labels: [String]
  public var minor: [Double]
  /// Power of ten that all labels have been divided by; 0 mostly.
  public var exponent: Int

  /// About `count` values at steps of 1, 2 or 5 times a power of ten inside `range`.
  ///
  /// A range that is empty or not finite gives no marks.
  public static func linear(_ range: ClosedRange<Double>, count: Int = 5) -> Ticks {
    let (low, high) = (range.lowerBound, range.upperBound)
    let width = high - low
    guard low.isFinite, high.isFinite, width.isFinite, width > 0,
      width > max(abs(low), abs(high)) * 1e-13
    else { return Ticks(values: [], labels: [], minor: [], exponent: 0) }
    let step = niceStep(width / Double(max(1, count)))
    let values = multiples(of: step.size, in: low...high)
    let largest = max(abs(low), abs(high))
    let magnitude = Int(floor(log10(largest)))
    let exponent = magnitude >= 5 || magnitude < -3 ? magnitude : 0
    let decimals = max(0, -step.exponent + exponent)
    let scale = pow(10, Double(exponent))
    let fine = step.size / (step.leading == 2 ? 4 : 5)
    return Ticks(
      values: values, labels: values.map { label($0 / scale, decimals: min(decimals, 12)) },
      minor: multiples(of: fine, in: low...high).filter { candidate in
        !values.contains { abs($0 - candidate) < fine / 2 }
      },
      exponent: exponent)
  }

  /// Powers of ten inside a positive range; 2 and 5 as well where it holds few powers.
  public static func logarithmic(_ range: ClosedRange<Double>, count: Int = 6) -> Ticks {
    guard range.lowerBound > 0, range.upperBound.isFinite, range.upperBound > range.lowerBound
    else { return Ticks(values: [], labels: [], minor: [], exponent: 0) }
    let first = Int(floor(log10(range.lowerBound)))
    let last = Int(ceil(log10(range.upperBound)))
    let every = max(1, (last - first) / max(1, count))
    let inside = { (value: Double) in
      value >= range.lowerBound * (1 - 1e-12) && value <= range.upperBound * (1 + 1e-12)
    }
    var values: [Double] = []
    var minor: [Double] = []
    for power in first...last {
      let decade = pow(10, Double(power))
      if power % every == 0, inside(decade) { values.append(decade) } else { minor.append(decade) }
      if every == 1 { minor += (2...9).map { Double($0) * decade } }
    }
    if values.count < 2 {
      values = (first...last).flatMap { power in
        [1, 2, 5].map { $0 * pow(10, Double(power)) }
      }.filter(inside)
    }
    if values.count < 2 { return linear(range, count: count) }
    return Ticks(
      values: values,
      labels: values.map { [isPlain = values.allSatisfy { (0.0099...9999).contains($0) }] in
        powerLabel($0, isPlain: isPlain)
      },
      minor: minor.filter { inside($0) && !values.contains($0) }, exponent: 0)
  }

  /// `×10⁻³`, or nothing for a power of 0.
  public static func multiplier(_ exponent: Int) -> String {
    exponent == 0 ? "" : "×10" + superscript(exponent)
  }

  static func niceStep(_ rough: Double) -> (size: Double, leading: Int, exponent: Int) {
    let exponent = Int(floor(log10(rough)))
    let fraction = rough / pow(10, Double(exponent))
    // Thresholds are the geometric means of neighbours.
    let (leading, power) =
      fraction < 1.4142 ? (1, 0) : fraction < 3.1623 ? (2, 0) : fraction < 7.0711 ? (5, 0) : (1, 1)
    let size = Double(leading) * pow(10, Double(exponent + power))
    return (size, leading, exponent + power)
  }

  /// The power of ten of a positive number's first digit.
  static func exponent(of value: Double) -> Int {
    value > 0 && value.isFinite ? Int(floor(log10(value * (1 + 1e-12)))) : 0
  }

  static func power(_ exponent: Int) -> Double { pow(10, Double(exponent)) }

  /// Whole multiples of `step` in the range, at most a thousand.
  static func multiples(of step: Double, in range: ClosedRange<Double>) -> [Double] {
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 1000 else { return [] }
    return (0...Int(last - first)).map { (first + Double($0)) * step }
  }

  static func label(_ value: Double, decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", abs(value))
    let isZero = !text.contains { ("1"..."9").contains($0) }
    return value < 0 && !isZero ? "\u{2212}" + text : text
  }

  /// `0.01` where all labels are short, else `2×10⁻⁵`.
  private static func powerLabel(_ value: Double, isPlain: Bool) -> String {
    let exponent = exponent(of: value)
    let leading = Int((value / pow(10, Double(exponent))).rounded())
    if isPlain { return label(value, decimals: max(0, -exponent)) }
    return (leading == 1 ? "" : "\(leading)×") + "10" + superscript(exponent)
  }

  private static func superscript(_ number: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    let text = String(abs(number)).compactMap { $0.wholeNumberValue.map { digits[$0] } }
    return (number < 0 ? "⁻" : "") + String(text)
  }
}
