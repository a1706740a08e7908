import OrreryKit

/// Brings out faint light by a curve over a range of the values.
struct StretchValues: ImageStage, FittedStage {
  var function = StretchFunction.asinh
  var softening = 0.1
  var exponent = 2.0
  var lower = 0.25
  var upper = 99.75
  var per = Scope.channel
  var fit = Fit.object
  var low: [Double] = []
  var high: [Double] = []

  static let info = StageInfo(
    name: "stretch",
    summary: "Takes two percentiles as 0 and 1 and applies a curve; values beyond are not cut.",
    category: .normalisation, accepts: [.image],
    settings: [
      Setting("function", "The curve", choices: StretchFunction.allCases.map(\.rawValue)),
      Setting(
        "softening", "Where log and asinh turn from linear to logarithmic", unit: "of the range",
        range: 1e-9...1e9),
      Setting("exponent", "Of power", range: 0.01...100),
      Setting("lower", "Percentile that becomes 0", unit: "%", range: 0...100),
      Setting("upper", "Percentile that becomes 1", unit: "%", range: 0...100),
      Scope.setting, Fit.setting,
      Setting("low", "Becomes 0; filled in by training, one number for each channel or one"),
      Setting("high", "Becomes 1; filled in by training, one number for each channel or one"),
    ],
    missingData:
      "NaN and masked pixels do not count; NaN stays NaN. A constant channel becomes 0 and "
      + "is flagged. Values below the lower percentile become negative: f(-x) = -f(x).",
    reference: "Lupton, Gunn & Szalay 1999, AJ 118, 1406 (asinh)")

  func validate() throws {
    guard lower < upper else {
      throw Settings.Failure(path: ["lower"], reason: "\(lower) must be below upper, \(upper)")
    }
    guard low.count == high.count, zip(low, high).allSatisfy({ $0 < $1 }) else {
      throw Settings.Failure(path: ["high"], reason: "must be above low, one number for each")
    }
    guard fit == .object || function != .histogram else {
      throw Settings.Failure(
        path: ["fit"], reason: "the curve of a histogram is each object's own")
    }
  }

  var isFitted: Bool { fit == .object || !low.isEmpty }

  func process(_ image: inout Image, of object: inout SkyObject) throws {
    object.flagDegenerate(image)
    if fit == .training { return try applyFitted(to: &image, of: &object) }
    for range in image.ranges(per: per) {
      let ordered = OrderedValues(image.goodValues(in: range))
      guard let first = ordered.values.first, let last = ordered.values.last else { continue }
      guard first < last else {
        image.flatten(in: range)
        object.notesFlat(range, of: image, by: Self.self)
        continue
      }
      if function == .histogram {
        image.mapValues(in: range) { Float(ordered.share(below: $0)) }
        image.uncertainty = nil
        continue
      }
      var (low, high) = (ordered.percentile(lower), ordered.percentile(upper))
      if low >= high {
        (low, high) = (Double(first), Double(last))
        object.history.append("stretch: both percentiles are equal; the whole range is taken")
      }
      apply(to: &image, in: range, low: low, width: high - low)
    }
    image.unit = nil
    object.history.append("stretch: \(function.rawValue)")
  }

  private func applyFitted(to image: inout Image, of object: inout SkyObject) throws {
    let ranges = image.ranges(per: per)
    guard low.count == ranges.count else {
      throw DataError(
        .invalidValue,
        low.isEmpty
          ? "stretch: 'fit: training' has no limits yet; train first"
          : "stretch: fitted to \(low.count) channels, \(object.id) has \(ranges.count)")
    }
    for (index, range) in ranges.enumerated() {
      apply(to: &image, in: range, low: low[index], width: high[index] - low[index])
    }
    image.unit = nil
    object.history.append("stretch: \(function.rawValue), fit training")
  }

  /// Most values of a channel that a fit to training objects sorts.
  private static let most = 1 << 22

  func fitted(to objects: [SkyObject]) throws -> Self {
    guard fit == .training, low.isEmpty else { return self }
    let images = try objects.map { try $0.image(for: Self.self) }
    guard let channels = images.first?.channels else {
      throw DataError(.missing, "stretch: there are no training objects to fit to")
    }
    if let odd = images.firstIndex(where: { $0.channels != channels }) {
      throw DataError(
        .invalidValue,
        "stretch: \(objects[odd].id) has \(images[odd].channels) channels, "
          + "\(objects[0].id) has \(channels)")
    }
    var result = self
    for index in 0..<(per == .image ? 1 : channels) {
      let total = images.reduce(0) { $0 + $1.ranges(per: per)[index].count }
      let step = total / Self.most + 1
      let values = images.flatMap { image in
        let good = image.goodValues(in: image.ranges(per: per)[index])
        return Swift.stride(from: 0, to: good.count, by: step).map { good[$0] }
      }
      let ordered = OrderedValues(values)
      let limits = (ordered.percentile(lower), ordered.percentile(upper))
      guard limits.0 < limits.1 else {
        throw DataError(.missing, "stretch: channel \(index) has no range of values in training")
      }
      result.low.append(limits.0)
      result.high.append(limits.1)
    }
    return result
  }

  private func apply(to image: inout Image, in range: Range<Int>, low: Double, width: Double) {
    // Out of the image for the time being: each access through it costs more than the arithmetic.
    var pixels = image.pixels
    var uncertainty = image.uncertainty
    (image.pixels, image.uncertainty) = ([], nil)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.piece) {
      let piece = start..<min(start + Self.piece, range.upperBound)
      var values = pixels[piece].map { (Double($0) - low) / width }
      if uncertainty != nil {
        for index in piece where pixels[index].isFinite {
          let slope = function.value(
            values[index - start], softening: softening, exponent: exponent
          ).slope
          // Where the curve is vertical (a root at 0) no linear error is true.
          uncertainty?[index] *= slope.isFinite ? Float(slope / width) : .nan
        }
      }
      function.apply(to: &values, softening: softening, exponent: exponent)
      for index in piece where pixels[index].isFinite {
        pixels[index] = Float(values[index - start])
      }
    }
    (image.pixels, image.uncertainty) = (pixels, uncertainty)
  }

  /// Pixels that are worked on at once: what they need besides stays small.
  private static let piece = 1 << 13
}

extension OrderedValues {
  /// The share of values below one, with half of those equal to it: 0 for the lowest, 1 for the
  /// highest.
  func share(below value: Float) -> Double {
    guard count > 1 else { return 0 }
    let first = rank(of: Double(value))
    let after = rank(of: Double(value).nextUp)
    let middle = 0.5 * Double(first + max(after, first + 1) - 1)
    return min(1, middle / Double(count - 1))
  }
}
