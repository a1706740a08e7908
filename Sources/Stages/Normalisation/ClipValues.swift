import OrreryKit

/// Cuts values to a fixed range.
struct ClipValues: ImageStage {
  var lower: Double?
  var upper: Double?

  static let info = StageInfo(
    name: "clip-values", summary: "Cuts values to a fixed range.",
    category: .normalisation, accepts: [.image],
    settings: [
      Setting(
        "lower", "Values below are raised to it; none where absent", unit: "image unit",
        type: "number"),
      Setting(
        "upper", "Values above are cut to it; none where absent", unit: "image unit", type: "number"
      ),
    ],
    missingData: "NaN stays NaN. Cut pixels are counted and flag the object `clipped`.")

  func validate() throws {
    if let lower, let upper, lower > upper {
      throw Settings.Failure(path: ["lower"], reason: "\(lower) is above upper, \(upper)")
    }
  }

  func process(_ image: inout Image, of object: inout SkyObject) {
    object.flagDegenerate(image)
    let count = image.clip(
      in: image.pixels.indices, lower: lower ?? -.infinity, upper: upper ?? .infinity)
    object.noteClipped(count, by: Self.self)
  }
}
