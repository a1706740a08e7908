import OrreryKit

/// Masks pixels whose values cannot be measurements.
struct MaskQuality: ImageStage {
  var saturation: Double?
  var minimum: Double?
  var maximum: Double?
  var grow = 0

  static let info = StageInfo(
    name: "mask-quality",
    summary: "Masks saturated pixels, pixels outside a range of values, and their surroundings.",
    category: .preparation, accepts: [.image],
    settings: [
      Setting(
        "saturation", "Pixels at this value or above are saturated; none where absent",
        unit: "image unit", type: "number"),
      Setting(
        "minimum", "Pixels below this value are bad; none where absent", unit: "image unit",
        type: "number"),
      Setting(
        "maximum", "Pixels above this value are bad; none where absent", unit: "image unit",
        type: "number"),
      Setting("grow", "Masked areas grow by this many pixels", unit: "pixel", range: 0...64),
    ],
    missingData:
      "NaN pixels are masked `missing`. Values stay; masked pixels count in no statistic.")

  func validate() throws {
    if let minimum, let maximum, minimum > maximum {
      throw Settings.Failure(path: ["minimum"], reason: "\(minimum) is above maximum, \(maximum)")
    }
  }

  func process(_ image: inout Image, of object: inout SkyObject) {
    var counts = (missing: 0, saturated: 0, bad: 0)
    for index in image.pixels.indices {
      let value = Double(image.pixels[index])
      if !value.isFinite {
        image.flag(index, .missing)
        counts.missing += 1
      } else if let saturation, value >= saturation {
        image.flag(index, .saturated)
        counts.saturated += 1
      } else if minimum.map({ value < $0 }) ?? false || maximum.map({ value > $0 }) ?? false {
        image.flag(index, .instrument)
        counts.bad += 1
      }
    }
    if grow > 0 { image.growMask(by: grow) }
    if counts.saturated > 0 { object.flag(.saturated) }
    if counts.missing + counts.bad > 0 { object.flag(.missingData) }
    object.flagDegenerate(image)
    let masked = image.mask?.count { $0 != 0 } ?? 0
    object.measure(
      Measurement(
        "masked_pixels", .integer(Int64(masked)), unit: "pixel",
        description: "Pixels with any mask bit"))
    object.history.append(
      "mask-quality: \(counts.saturated) saturated, \(counts.bad) out of range, "
        + "\(counts.missing) missing, \(masked) masked in all")
  }
}

extension Image {
  /// Gives the bits of each masked pixel to all pixels within `reach` columns and rows.
  mutating func growMask(by reach: Int) {
    guard let old = mask else { return }
    var new = old
    for channel in 0..<channels {
      for y in 0..<height {
        for x in 0..<width {
          let bits = old[(channel * height + y) * width + x]
          guard bits != 0 else { continue }
          for v in max(0, y - reach)...min(height - 1, y + reach) {
            for u in max(0, x - reach)...min(width - 1, x + reach) {
              new[(channel * height + v) * width + u] |= bits
            }
          }
        }
      }
    }
    mask = new
  }
}
