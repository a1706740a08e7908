import OrreryKit

/// Gives missing and masked pixels a value that was not measured, flagged `filled`, so that a model
/// gets numbers only. The object is flagged `filled` and the pixels are counted.
struct FillGaps: Stage {
  enum Method: String, Codable, CaseIterable { case interpolate, median, zero }

  var method = Method.interpolate

  static let info = StageInfo(
    name: "fill-gaps", summary: "Fills bad pixels of a spectrum or points of a light curve.",
    category: .preparation, accepts: [.spectrum, .lightCurve],
    settings: [
      Setting(
        "method",
        "Linear between good neighbours (the nearest one at the ends), their median, or 0",
        choices: Method.choices)
    ],
    missingData: "Bad values are replaced, their uncertainty is infinite and they stay flagged; an "
      + "object without good values stays as it is, flagged no-valid-data.")

  func run(_ object: SkyObject, random: inout RandomStream) throws -> SkyObject {
    var object = object
    var bad: [Int] = []
    switch object.content {
    case .image, .row:
      throw DataError(
        .invalidValue,
        "fill-gaps takes spectra and light curves, \(object.id) is a \(object.kind.rawValue)")
    case .spectrum(var spectrum):
      bad = spectrum.flux.indices.filter { !spectrum.isGood($0) }
      guard bad.count < spectrum.count else {
        object.flag(.noValidData)
        return object
      }
      let good = spectrum.flux.indices.filter(spectrum.isGood)
      let values = filled(bad, from: good, at: spectrum.wavelength, spectrum.flux)
      for (index, value) in zip(bad, values) {
        spectrum.flux[index] = value
        spectrum.uncertainty?[index] = .infinity
        spectrum.flag(index, .filled)
      }
      object.spectrum = spectrum
    case .lightCurve(var curve):
      guard curve.goodCount > 0 else {
        object.flag(.noValidData)
        return object
      }
      for number in curve.bands.indices {
        let good = curve.points(ofBand: number, where: curve.isGood)
          .sorted { (curve.time[$0], $0) < (curve.time[$1], $1) }
        let lacking = curve.points(ofBand: number) {
          !curve.isGood($0) && curve.time[$0].isFinite
        }
        let values = filled(lacking, from: good, at: curve.time, curve.value)
        for (index, value) in zip(lacking, values) where value.isFinite {
          bad.append(index)
          curve.value[index] = value
          curve.uncertainty?[index] = .infinity
          curve.flag(index, .filled)
        }
      }
      object.lightCurve = curve
    }
    object.measure(
      Measurement(
        "values_filled", .integer(Int64(bad.count)), description: "Values that were not measured"))
    if !bad.isEmpty { object.flag(.filled) }
    return object
  }

  /// A value for each of the `bad` places; NaN where there is nothing good to take it from.
  private func filled(
    _ bad: [Int], from good: [Int], at places: [Double], _ values: [Float]
  ) -> [Float] {
    switch method {
    case .zero: return bad.map { _ in 0 }
    case .median:
      let median = Float(OrderedValues(good.map { values[$0] }).median)
      return bad.map { _ in median }
    case .interpolate:
      return bad.map { index in
        guard let first = good.first, let last = good.last else { return .nan }
        let place = places[index]
        if place <= places[first] { return values[first] }
        if place >= places[last] { return values[last] }
        var (low, high) = (0, good.count - 1)
        while high - low > 1 {
          let middle = (low + high) / 2
          if places[good[middle]] <= place { low = middle } else { high = middle }
        }
        let (left, right) = (good[low], good[high])
        let part = (place - places[left]) / (places[right] - places[left])
        return values[left] + Float(part) * (values[right] - values[left])
      }
    }
  }
}
