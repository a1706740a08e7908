import OrreryKit
import Stages

extension Inspection.Statistics {
  /// Of one plane of an image.
  init(_ image: Image, channel: Int) {
    let range = image.planeRange(channel)
    let good = range.filter { image.isGood($0) }.map { image.pixels[$0] }
    let missing = range.count { !image.pixels[$0].isFinite }
    self.init(
      good, missing: missing, flagged: range.count - good.count - missing, unit: image.unit)
    let level = ["SATURATE", "SATLEVEL"].lazy.compactMap { image.header.double($0) }.first
    saturated = range.count { index in
      PixelFlags(rawValue: image.mask?[index] ?? 0).contains(.saturated)
        || level.map { Double(image.pixels[index]) >= $0 } ?? false
    }
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
