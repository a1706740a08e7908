import OrreryKit

/// Averages the good points of each band in bins of equal length.
///
/// Bins start at the first good time of all bands; a folded light curve is binned from phase 0 to
/// 1. `bins` fixes their number, else `width` their length. The time of a bin is its centre.
///
/// Uncertainties: `1/√Σσ⁻²` for the weighted mean, `√Σσ²/n` for the mean, 1.2533 times that for
/// the median. Magnitudes are averaged as they are.
struct BinInTime: LightCurveStage {
  enum Statistic: String, Codable, CaseIterable {
    case weightedMean = "weighted-mean"
    case mean, median
  }

  var width = 1.0
  var bins: Int?
  var statistic = Statistic.weightedMean
  var minimumPoints = 1
  var keepEmpty = false

  static let info = describe(
    .preparation, "bin-in-time", "Averages the points of each band in bins of time or phase.",
    [
      Setting(
        "width", "Length of a bin, where `bins` is absent", unit: "day or phase",
        range: 1e-9...1e9),
      Setting(
        "bins", "Number of bins over the whole light curve", range: 1...1e6, type: "whole number"),
      Setting("statistic", "How points are averaged", choices: Statistic.choices),
      Setting("minimumPoints", "Bins with fewer points count as empty", range: 1...1e6),
      Setting("keepEmpty", "Keep empty bins as missing points, so that the number is fixed"),
    ],
    missingData: "Bad points are left out; an empty bin is dropped, or kept as NaN flagged "
      + "missing. Quality bits end here.")

  func process(
    _ lightCurve: inout LightCurve, of object: inout SkyObject, random: inout RandomStream
  ) throws {
    let input = lightCurve
    let good = input.time.indices.filter {
      input.isGood($0) && input.bands.indices ~= input.band[$0]
    }
    let folded = input.foldedPeriod != nil
    let start = folded ? 0 : good.map { input.time[$0] }.min() ?? 0
    let end = folded ? 1 : good.map { input.time[$0] }.max() ?? 0
    let grid = try grid(from: start, to: end)

    var groups: [Int: [Int]] = [:]
    for index in good {
      let bin = min(Int((input.time[index] - start) / grid.width), grid.count - 1)
      groups[bin * input.bands.count + input.band[index], default: []].append(index)
    }
    var output = LightCurve(
      time: [], value: [], bands: input.bands, quantity: input.quantity, header: input.header,
      name: input.name)
    output.timeReference = input.timeReference
    output.foldedPeriod = input.foldedPeriod
    output.unit = input.unit
    output.classification = input.classification
    output.position = input.position
    var sigmas: [Float] = []
    var empty: [Int] = []
    let cells = keepEmpty ? Array(0..<grid.count * input.bands.count) : groups.keys.sorted()
    for cell in cells {
      let points = groups[cell] ?? []
      let average = points.count < minimumPoints ? nil : average(points, in: input)
      guard average != nil || keepEmpty else { continue }
      if average == nil { empty.append(output.count) }
      output.time.append(start + (Double(cell / input.bands.count) + 0.5) * grid.width)
      output.band.append(cell % input.bands.count)
      output.value.append(average?.value ?? .nan)
      sigmas.append(average?.uncertainty ?? .infinity)
    }
    if input.uncertainty != nil { output.uncertainty = sigmas }
    if !empty.isEmpty {
      var mask = [UInt8](repeating: 0, count: output.count)
      for index in empty { mask[index] = PixelFlags.missing.rawValue }
      output.mask = mask
    }
    object.measure(
      Measurement(
        "bins_filled", .integer(Int64(output.count - empty.count)),
        description: "Bins with points, all bands together"))
    if !empty.isEmpty { object.flag(.missingData) }
    lightCurve = output
  }

  private func grid(from start: Double, to end: Double) throws -> (width: Double, count: Int) {
    let range = max(end - start, 0)
    guard range.isFinite else {
      throw DataError(.invalidValue, "times from \(start) to \(end) cannot be binned")
    }
    if let bins { return (range > 0 ? range / Double(bins) : width, bins) }
    let count = (range / width).rounded(.down) + 1
    guard count <= 1e7 else {
      throw DataError(.tooLarge, "\(count) bins of \(width) days; ten million is the limit")
    }
    return (width, Int(count))
  }

  private func average(
    _ points: [Int], in lightCurve: LightCurve
  ) -> (value: Float, uncertainty: Float)? {
    guard !points.isEmpty else { return nil }
    let values = points.map { Double(lightCurve.value[$0]) }
    let sigmas = lightCurve.uncertainty.map { sigma in points.map { Double(sigma[$0]) } }
    let count = Double(points.count)
    let mean = values.reduce(0, +) / count
    let meanSigma = sigmas.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() / count } ?? .infinity
    switch statistic {
    case .mean: return (Float(mean), Float(meanSigma))
    case .median:
      let median = OrderedValues(values.map(Float.init)).median
      // √(π/2): the median of normal values is that much less certain than their mean.
      return (Float(median), Float(points.count > 2 ? 1.2533141 * meanSigma : meanSigma))
    case .weightedMean:
      guard let sigmas else { return (Float(mean), .infinity) }
      let weights = sigmas.map { $0 > 0 && $0.isFinite ? 1 / ($0 * $0) : 0 }
      let total = weights.reduce(0, +)
      guard total > 0 else { return nil }
      let sum = zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 }
      return (Float(sum / total), Float(1 / total.squareRoot()))
    }
  }
}
