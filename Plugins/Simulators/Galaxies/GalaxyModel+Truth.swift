import OrreryKit

extension GalaxyModel {
  /// The truth of the shape as cells of a catalogue.
  var measurements: [Measurement] {
    [
      Measurement(
        "r_e", .real(halfLightRadius), unit: "pixel",
        description: "Half-light radius, major axis, no seeing"),
      Measurement(
        "sersic_n", .real(sersicIndex), description: "Sersic index of the spheroid"),
      Measurement("axis_ratio", .real(axisRatio), description: "Minor over major axis"),
      Measurement(
        "inclination", .real(inclination), unit: "deg", description: "Of the disk; 0 is face-on"),
      Measurement(
        "position_angle", .real(positionAngle), unit: "deg",
        description: "Of the major axis, +x towards +y"),
      Measurement(
        "bulge_fraction", .real(bulgeFraction), description: "Share of light in the bulge"),
      Measurement(
        "handedness", .string(handedness.rawValue),
        description: "Of the arms; clockwise is Z-shaped"),
      Measurement("arms", .integer(Int64(arms)), description: "Number of spiral arms"),
      Measurement("barred", .logical(isBarred), description: "Has a bar"),
    ]
  }
}
