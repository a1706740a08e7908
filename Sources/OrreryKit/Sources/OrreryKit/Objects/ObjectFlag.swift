/// Something about an object that a reader of the catalogue must know; the object is still done.
///
/// Flags are names, so that a plug-in can add its own; the catalogue lists them by comma.
public struct ObjectFlag: RawRepresentable, Sendable, Hashable, Codable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Some input values are missing (NaN, BLANK, masked).
  public static let missingData = ObjectFlag(rawValue: "missing-data")
  /// Missing values were filled with a number that was not measured.
  public static let filled = ObjectFlag(rawValue: "filled")
  /// Nothing valid is left: no prediction is made.
  public static let noValidData = ObjectFlag(rawValue: "no-valid-data")
  /// Every valid value is the same: no prediction is made.
  public static let constant = ObjectFlag(rawValue: "constant")
  /// Contains saturated pixels.
  public static let saturated = ObjectFlag(rawValue: "saturated")
  /// Touches the border of its image.
  public static let edge = ObjectFlag(rawValue: "edge")
  /// Light of a neighbour overlaps.
  public static let blended = ObjectFlag(rawValue: "blended")
  /// Values were cut to a range.
  public static let clipped = ObjectFlag(rawValue: "clipped")
  /// Outside what the model was trained on.
  public static let outOfDistribution = ObjectFlag(rawValue: "out-of-distribution")
  /// The header's sky coordinates could not be used.
  public static let noWCS = ObjectFlag(rawValue: "no-wcs")
  /// A random augmentation changed the data.
  public static let augmented = ObjectFlag(rawValue: "augmented")
  /// The model gave NaN or infinity: no prediction is made.
  public static let nonFinitePrediction = ObjectFlag(rawValue: "non-finite-prediction")
}
