internal import Foundation

/// A direction as longitude and latitude in degrees and as a unit vector.
enum Direction {
  static func vector(longitude: Double, latitude: Double) -> SIMD3<Double> {
    let (l, b) = (longitude * .pi / 180, latitude * .pi / 180)
    return [cos(b) * cos(l), cos(b) * sin(l), sin(b)]
  }

  /// Longitude in 0 to 360, latitude in -90 to 90.
  static func angles(_ v: SIMD3<Double>) -> (longitude: Double, latitude: Double) {
    let longitude = atan2(v.y, v.x) * 180 / .pi
    let latitude = atan2(v.z, (v.x * v.x + v.y * v.y).squareRoot()) * 180 / .pi
    return (normalised(longitude), latitude)
  }

  /// The angle in 0 (included) to 360 (excluded).
  static func normalised(_ longitude: Double) -> Double {
    let turned = longitude.truncatingRemainder(dividingBy: 360)
    let positive = turned < 0 ? turned + 360 : turned
    return positive >= 360 ? 0 : positive
  }
}
