import OrreryKit

/// Brings the display limits of IRAF's zscale to 0 and 1.
struct ApplyZScale: ImageStage {
  var contrast = 0.25
  var samples = 1000
  var clip = false
  var per = Scope.channel

  static let info = StageInfo(
    name: "apply-z-scale",
    summary: "Brings the limits of IRAF's zscale to 0 and 1: the sky and what is faint above it.",
    category: .normalisation, accepts: [.image],
    settings: [
      Setting("contrast", "A smaller contrast takes a wider range", range: 0.001...1),
      Setting("samples", "Pixels that are looked at, evenly spaced", range: 10...10_000_000),
      Setting("clip", "Cuts values beyond the limits; they are counted and flagged"),
      Scope.setting,
    ],
    missingData:
      "NaN and masked pixels do not count; NaN stays NaN. A constant channel becomes 0 and "
      + "is flagged.",
    reference: "Tody 1986, Proc. SPIE 627, 733")

  func process(_ image: inout Image, of object: inout SkyObject) {
    object.flagDegenerate(image)
    var zScale = ZScale()
    zScale.contrast = contrast
    zScale.samples = samples
    var clipped = 0
    for range in image.ranges(per: per) {
      guard let limits = zScale.limits(of: image.goodValues(in: range)) else { continue }
      guard limits.lower < limits.upper else {
        image.flatten(in: range)
        object.notesFlat(range, of: image, by: Self.self)
        continue
      }
      if clip { clipped += image.clip(in: range, lower: limits.lower, upper: limits.upper) }
      image.scaleValues(in: range, center: limits.lower, gain: 1 / (limits.upper - limits.lower))
    }
    image.unit = nil
    if clip { object.noteClipped(clipped, by: Self.self) }
    object.history.append("apply-z-scale: contrast \(contrast)")
  }
}
