import OrreryKit

/// Sorts the points by time and drops what is not a measurement, counting each reason.
///
/// In this order: missing (time or value not finite), bad quality (a bit in the mask), uncertain,
/// duplicate (same time and band; the smaller uncertainty stays, else the first), outlier.
struct CleanLightCurve: LightCurveStage {
  enum Duplicates: String, Codable, CaseIterable { case keep, drop, flag }

  var dropMissing = true
  var dropMasked = true
  var duplicates = Duplicates.drop
  var maximumUncertainty: Double?
  var clipSigma: Double?

  static let info = describe(
    .preparation, "clean-light-curve",
    "Sorts the points by time and drops missing, bad, duplicate and outlying ones.",
    [
      Setting("dropMissing", "Drop points whose time or value is not finite"),
      Setting("dropMasked", "Drop points that the instrument's quality bits mark"),
      Setting(
        "duplicates", "What to do with points of one band at the same time",
        choices: Duplicates.choices),
      Setting(
        "maximumUncertainty", "Drop points that are less certain than this",
        unit: "unit of the values", range: 0...Double.infinity, type: "number"),
      Setting(
        "clipSigma", "Drop points that are further from their band's median", unit: "sigma",
        range: 0...Double.infinity, type: "number"),
    ],
    missingData: "Dropped and counted in the catalogue; kept with their flags where told so.")

  func process(
    _ lightCurve: inout LightCurve, of object: inout SkyObject, random: inout RandomStream
  ) {
    let input = lightCurve
    var counts: [(name: String, count: Int, description: String)] = []
    var kept = Array(input.time.indices)
    func drop(_ name: String, _ description: String, where isBad: (Int) -> Bool) {
      let before = kept.count
      kept.removeAll(where: isBad)
      counts.append((name, before - kept.count, description))
    }

    if dropMissing {
      drop("points_missing", "Points dropped: no finite time or value") {
        !input.time[$0].isFinite || !input.value[$0].isFinite
      }
    }
    if dropMasked, let mask = input.mask {
      drop("points_masked", "Points dropped: marked as bad") { mask[$0] != 0 }
    }
    if let limit = maximumUncertainty, let sigma = input.uncertainty {
      // Written so that NaN is dropped too.
      drop("points_uncertain", "Points dropped: too uncertain") { !(Double(sigma[$0]) <= limit) }
    }
    // Points without a time go last; equal times keep the order of bands, then of the file.
    func key(_ index: Int) -> Double { input.time[index].isNaN ? .infinity : input.time[index] }
    kept.sort { (key($0), input.band[$0], $0) < (key($1), input.band[$1], $1) }
    let repeated = duplicates == .keep ? [] : Self.repeated(kept, in: input)
    if duplicates == .drop {
      drop("points_duplicate", "Points dropped: same time and band", where: repeated.contains)
    }
    if let clipSigma {
      let outliers = Self.outliers(kept, in: input, beyond: clipSigma)
      drop("points_clipped", "Points dropped: far from the median", where: outliers.contains)
    }

    lightCurve = input.selecting(kept)
    if duplicates == .flag {
      for (place, index) in kept.enumerated() where repeated.contains(index) {
        lightCurve.flag(place, .instrument)
      }
    }
    for entry in counts {
      object.measure(
        Measurement(entry.name, .integer(Int64(entry.count)), description: entry.description))
    }
    object.measure(
      Measurement(
        "points", .integer(Int64(lightCurve.goodCount)), description: "Good points of all bands"))
    if kept.count < input.count || lightCurve.goodCount < lightCurve.count {
      object.flag(.missingData)
    }
  }

  /// All but the best point of each group of one time and band; `sorted` brings them together.
  private static func repeated(_ sorted: [Int], in lightCurve: LightCurve) -> Set<Int> {
    var result: Set<Int> = []
    var best: Int?
    for index in sorted {
      guard let last = best, lightCurve.time[last] == lightCurve.time[index],
        lightCurve.band[last] == lightCurve.band[index]
      else {
        best = index
        continue
      }
      let isBetter: Bool
      if lightCurve.isGood(last) != lightCurve.isGood(index) {
        isBetter = lightCurve.isGood(index)
      } else {
        isBetter = lightCurve.uncertainty.map { $0[index] < $0[last] } ?? false
      }
      result.insert(isBetter ? last : index)
      if isBetter { best = index }
    }
    return result
  }

  /// Good points further than `limit` robust deviations from the median of their band.
  private static func outliers(
    _ points: [Int], in lightCurve: LightCurve, beyond limit: Double
  ) -> Set<Int> {
    var result: Set<Int> = []
    for number in lightCurve.bands.indices {
      let good = points.filter { lightCurve.band[$0] == number && lightCurve.isGood($0) }
      let values = OrderedValues(good.map { lightCurve.value[$0] })
      let deviation = 1.4826 * values.medianAbsoluteDeviation
      guard deviation > 0 else { continue }
      let median = values.median
      result.formUnion(
        good.filter { abs(Double(lightCurve.value[$0]) - median) > limit * deviation })
    }
    return result
  }
}
