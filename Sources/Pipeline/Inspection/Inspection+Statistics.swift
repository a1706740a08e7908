import OrreryKit
import Stages

extension Inspection.Statistics {
  /// Of one plane of an image.
  init(_ image: Image, channel: Int) {
    // No value is above NaN.
    let level =
      ["SATURATE", "SATLEVEL"].lazy.compactMap { image.header.double($0) }.first ?? .nan
    let mask = image.mask ?? []
    var (missing, flagged, saturated) = (0, 0, 0)
    let range = image.planeRange(channel)
    // Large images come here first of all: one pass, and a second one where something is left out.
    image.pixels.withUnsafeBufferPointer { pixels in
      for index in range {
        let value = pixels[index]
        let bits = mask.isEmpty ? 0 : mask[index]
        if bits & PixelFlags.saturated.rawValue != 0 || Double(value) >= level { saturated += 1 }
        if !value.isFinite {
          missing += 1
        } else if bits != 0 {
          flagged += 1
        }
      }
    }
    let good =
      missing + flagged > 0
      ? range.compactMap { index in
        image.pixels[index].isFinite && (mask.isEmpty || mask[index] == 0)
          ? image.pixels[index] : nil
      } : range.count == image.pixels.count ? image.pixels : Array(image.pixels[range])
    self.init(good, missing: missing, flagged: flagged, unit: image.unit)
    self.saturated = saturated
  }

  /// Of a series.
  init(_ values: [Float], isGood: (Int) -> Bool, unit: String?) {
    let good = values.indices.filter(isGood).map { values[$0] }
    let missing = values.count { !$0.isFinite }
    self.init(good, missing: missing, flagged: values.count - good.count - missing, unit: unit)
  }

  /// Of values that are all good.
  private init(_ values: [Float], missing: Int, flagged: Int, unit: String?) {
    let ordered = OrderedValues(values)
    count = values.count + missing + flagged
    self.missing = missing
    self.flagged = flagged
    saturated = 0
    self.unit = unit
    guard let first = ordered.values.first, let last = ordered.values.last else { return }
    minimum = Double(first)
    maximum = Double(last)
    mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
    median = ordered.median
    if let clipped = ClippedStatistics(ordered, clip: 3, iterations: 20) {
      background = clipped.median
      noise = clipped.deviation
    }
  }
}
