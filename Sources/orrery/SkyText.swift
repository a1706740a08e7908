import Foundation
import OrreryKit

/// Sky positions as people write them.
enum SkyText {
  /// `150.1,2.2` in degrees, or `10:00:24,+02:12:00` in hours and degrees.
  /// - Throws: `CommandFailure` where it is neither.
  static func position(_ text: String) throws -> SkyPosition {
    let parts = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    if parts.count == 2, let ra = angle(parts[0], perUnit: 15),
      let dec = angle(parts[1], perUnit: 1),
      (-90...90).contains(dec), (0...360).contains(ra)
    {
      return SkyPosition(ra: ra, dec: dec)
    }
    throw CommandFailure(
      .usage, "orrery: \(text.printable): write a position as 150.1,2.2 or 10:00:24,+02:12:00")
  }

  /// Degrees of `12.5` or `10:00:24`.
  private static func angle(_ text: String, perUnit: Double) -> Double? {
    let fields = text.split(separator: ":", omittingEmptySubsequences: false)
    if fields.count == 1 { return Double(text).flatMap { $0.isFinite ? $0 : nil } }
    let numbers = fields.compactMap { Double($0) }
    guard numbers.count == fields.count, fields.count <= 3, let first = numbers.first,
      numbers.dropFirst().allSatisfy({ (0..<60).contains($0) })
    else { return nil }
    let size = zip(numbers.map(abs), [1.0, 60, 3600]).reduce(0) { $0 + $1.0 / $1.1 }
    return (text.hasPrefix("-") || first < 0 ? -size : size) * perUnit
  }

  /// `10h00m24.00s +02°12′00.0″`.
  static func text(ra: Double, dec: Double) -> String {
    let time = Int((ra / 15 * 360_000).rounded()) % (24 * 360_000)  // hundredths of a second
    let arc = Int((abs(dec) * 36_000).rounded())  // tenths of an arc second
    let sign = dec < 0 && arc > 0 ? "-" : "+"
    return String(
      format: "%02dh%02dm%05.2fs %@%02d°%02d′%04.1f″", time / 360_000, time / 6000 % 60,
      Double(time % 6000) / 100, sign, arc / 36_000, arc / 600 % 60,
      Double(arc % 600) / 10)
  }
}
