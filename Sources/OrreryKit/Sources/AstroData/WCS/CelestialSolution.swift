internal import Foundation

/// The numbers of a celestial world coordinate solution of image axes 1 and 2, checked.
struct CelestialSolution: Sendable, Equatable, Codable {
  /// A projection parameter PVi_m of the longitude or latitude axis.
  struct Parameter: Sendable, Equatable, Codable {
    /// Image axis, 1 or 2.
    var axis: Int
    var index: Int
    var value: Double
  }

  /// CTYPE1 and CTYPE2 without a distortion suffix.
  var types: [String]
  /// FITS pixel (from 1) of the reference point.
  var referencePixel: SIMD2<Double>
  /// Degrees.
  var referenceValue: SIMD2<Double>
  /// Degrees per pixel: rows are world axes, columns pixel axes; CDELT and CROTA folded in.
  var matrix: [SIMD2<Double>]
  var parameters: [Parameter]
  var nativePoleLongitude: Double?
  var nativePoleLatitude: Double?
  var frame: CelestialFrame
  var distortion: SIPDistortion?
  /// True where the header gives CDi_j: the form in which cards are written.
  var isCDForm: Bool
  /// What the header asks for and is not applied, in words.
  var omissions: [String]

  /// 0 or 1: which axis is the longitude.
  var longitudeAxis: Int { CelestialType(types[0])?.isLongitude == true ? 0 : 1 }
  /// Three letters: `TAN`.
  var projection: String { CelestialType(types[0])?.projection ?? "" }
}
