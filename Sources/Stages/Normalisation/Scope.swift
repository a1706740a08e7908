import OrreryKit

/// Where a statistic is taken: in each channel for itself, or over the whole image.
enum Scope: String, Codable, CaseIterable {
  case channel, image

  static let setting = Setting(
    "per", "Statistics of each channel for itself, or of the whole image at once",
    choices: allCases.map(\.rawValue))
}

extension Image {
  /// The ranges of `pixels` that share their statistics.
  func ranges(per scope: Scope) -> [Range<Int>] {
    scope == .image ? [pixels.indices] : (0..<channels).map(planeRange)
  }

  /// Changes the finite pixels of a range, masked or not; NaN stays NaN.
  mutating func mapValues(in range: Range<Int>, _ transform: (Float) -> Float) {
    // Out of the image for the time being: each access through it costs more than the arithmetic.
    var values = pixels
    pixels = []
    for index in range where values[index].isFinite { values[index] = transform(values[index]) }
    pixels = values
  }

  /// `gain (value - center) + offset`; the uncertainty is multiplied by `|gain|`.
  mutating func scaleValues(in range: Range<Int>, center: Double, gain: Double, offset: Double = 0)
  {
    mapValues(in: range) { Float((Double($0) - center) * gain + offset) }
    guard uncertainty != nil else { return }
    for index in range { uncertainty?[index] *= Float(abs(gain)) }
  }

  /// Every finite pixel of a range becomes 0, and its uncertainty unknown: nothing there can be
  /// told apart.
  mutating func flatten(in range: Range<Int>) {
    mapValues(in: range) { _ in 0 }
    guard uncertainty != nil else { return }
    for index in range { uncertainty?[index] = .nan }
  }

  /// Cuts the finite pixels of a range to limits.
  /// - Returns: how many were changed.
  mutating func clip(in range: Range<Int>, lower: Double, upper: Double) -> Int {
    var count = 0
    for index in range where pixels[index].isFinite {
      let value = Double(pixels[index])
      guard value < lower || value > upper else { continue }
      pixels[index] = Float(min(max(value, lower), upper))
      count += 1
    }
    return count
  }
}

extension ObjectFlag {
  /// Every valid value of one of several channels is the same: that channel is 0.
  static let constantChannel = ObjectFlag(rawValue: "constant-channel")
}

extension SkyObject {
  /// Records a channel that became 0 because all its values are the same.
  mutating func notesFlat(_ range: Range<Int>, of image: Image, by stage: any Stage.Type) {
    if range.count < image.pixels.count { flag(.constantChannel) }
    let place =
      range.count < image.pixels.count
      ? "channel \(range.lowerBound / image.planeSize)" : "the image"
    history.append("\(stage.info.name): every value of \(place) is the same and became 0")
  }

  /// Counts pixels that were cut to a range, with those of earlier stages, and flags them.
  mutating func noteClipped(_ count: Int, by stage: any Stage.Type) {
    var total = Int64(count)
    if case .integer(let before) = measurements.first(where: { $0.name == "clipped_pixels" })?.value
    {
      total += before
    }
    measure(
      Measurement(
        "clipped_pixels", .integer(total), unit: "pixel",
        description: "Pixels whose values were cut to a range"))
    guard count > 0 else { return }
    flag(.clipped)
    history.append("\(stage.info.name): \(count) pixels cut to the range")
  }
}
