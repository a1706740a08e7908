import OrreryKit
import Stages

extension Inspection.Statistics {
  /// Of one plane of an image.
  init(_ image: Image, channel: Int) {
    let range = image.planeRange(channel)
    let good = range.filter { image.isGood($0) }.map { image.pixels[$0] }
    self.init(good, missing: range.count - good.count, unit: image.unit)
    saturated = range.count {
      PixelFlags(rawValue: image.mask?[$0] ?? 0).contains(.saturated)
    }
  }

  /// Of values that are all good.
  init(_ values: [Float], missing: Int, unit: String?) {
    let ordered = OrderedValues(values)
    count = values.count + missing
    self.missing = missing
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
