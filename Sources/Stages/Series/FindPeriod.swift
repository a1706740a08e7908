import OrreryKit

/// Finds the period of a light curve and the Fourier series of its shape, and leaves the points as
/// they are: `fold-by-period` folds them, a classifier may look at both.
///
/// The search is by Lomb and Scargle; series with several harmonics decide between its highest
/// peaks. Measured are `ls_period`, `ls_power` (share of the variance that the series explains),
/// `ls_epoch` (a time of largest light), and of the band with the largest share in the power the
/// ratios `ls_r21`, `ls_r31` of amplitudes and the differences `ls_phi21`, `ls_phi31` of phases.
///
/// With `ranges` (periods that split the search, ascending) the highest power of one harmonic in each
/// part is measured too, `ls_power_1`, `ls_power_2` … from the shortest periods on, and its period,
/// `ls_period_1` …: where nightly sampling gives several periods alike, a classifier sees them all.
///
/// Where nothing can be found, all of them are NaN and the object is flagged `no-period`.
struct FindPeriod: LightCurveStage {
  var minimumPeriod = 0.1
  var maximumPeriod: Double?
  var oversampling = 5.0
  var terms = 4
  var candidates = 10
  var ranges: [Double] = []

  static let info = describe(
    .preparation, "find-period", "Finds the period and the Fourier series of a light curve.",
    [
      Setting("minimumPeriod", "Shortest period searched", unit: "day", range: 1e-4...1e6),
      Setting(
        "maximumPeriod", "Longest period searched; the length of the light curve where absent",
        unit: "day", range: 1e-4...1e6, type: "number"),
      Setting("oversampling", "Frequencies searched in the width of a peak", range: 1...100),
      Setting("terms", "Harmonics that decide between peaks and describe the shape", range: 1...10),
      Setting("candidates", "Peaks that are looked at with all harmonics", range: 1...100),
      Setting("ranges", "Periods that split the search into parts, ascending", unit: "day"),
    ],
    missingData: "Bad points take no part; without four good points in a band there is no period.",
    reference: "Zechmeister & Kürster 2009, A&A 496, 577; Simon & Lee 1981, ApJ 248, 291")

  func validate() throws {
    if let maximumPeriod, maximumPeriod <= minimumPeriod {
      throw Settings.Failure(path: ["maximum-period"], reason: "must be above minimum-period")
    }
    guard ranges.allSatisfy({ $0 > minimumPeriod }), zip(ranges, ranges.dropFirst()).allSatisfy(<)
    else {
      throw Settings.Failure(path: ["ranges"], reason: "must ascend from above minimum-period")
    }
  }

  func process(
    _ lightCurve: inout LightCurve, of object: inout SkyObject, random: inout RandomStream
  ) throws {
    guard lightCurve.foldedPeriod == nil else {
      throw DataError(.invalidValue, "\(object.id) is folded already")
    }
    let found = try search(lightCurve)
    if found == nil { object.flag(ObjectFlag(rawValue: "no-period")) }
    let series = found?.series
    func measure(_ name: String, _ value: Double?, unit: String? = nil, _ description: String) {
      object.measure(
        Measurement(name, .real(value ?? .nan), unit: unit, description: description))
    }
    measure(PeriodNames.period, found?.peak.period, unit: "d", "Best period")
    measure("ls_power", found?.peak.power, "Share of the variance that the series explains")
    measure(PeriodNames.epoch, found?.epoch, unit: "d", "A time of largest light")
    measure("ls_r21", series?.ratio(2), "Amplitude of harmonic 2 over that of 1")
    measure("ls_r31", series?.ratio(3), "Amplitude of harmonic 3 over that of 1")
    measure("ls_phi21", series?.phaseDifference(2), unit: "rad", "Phase of harmonic 2 less 2 of 1")
    measure("ls_phi31", series?.phaseDifference(3), unit: "rad", "Phase of harmonic 3 less 3 of 1")
    guard !ranges.isEmpty else { return }
    for part in 0...ranges.count {
      let peak = found.flatMap { $0.parts[part] }
      let between =
        "\(part == 0 ? minimumPeriod : ranges[part - 1]) d"
        + (part < ranges.count ? " and \(ranges[part]) d" : " and the longest")
      measure("ls_power_\(part + 1)", peak?.power, "Highest power between \(between)")
      measure("ls_period_\(part + 1)", peak?.period, unit: "d", "Its period")
    }
  }

  private struct Found {
    var peak: LombScargle.Peak
    var series: LombScargle.FourierSeries
    var epoch: Double
    /// The highest of each part of a split search; `nil` where the search has no such part.
    var parts: [LombScargle.Peak?]
  }

  private func search(_ curve: LightCurve) throws -> Found? {
    guard let search = try? LombScargle(curve) else { return nil }
    let longest = maximumPeriod ?? search.baseline
    guard longest > minimumPeriod else { return nil }
    let periodogram = try search.periodogram(
      from: 1 / longest, to: 1 / minimumPeriod, oversampling: oversampling)
    let peak = search.bestPeak(in: periodogram, terms: terms, candidates: candidates)
    let bounds = ranges.isEmpty ? [] : [.infinity] + ranges.map { 1 / $0 } + [0]
    let parts = zip(bounds, bounds.dropFirst()).map { periodogram.peak(from: $1, to: $0) }
    guard
      let series = search.series(ofBand: search.leadingBand, at: peak.frequency, terms: terms)
    else { return nil }
    let phases = (0..<200).map { Double($0) / 200 }
    let light = phases.map { (curve.quantity == .magnitude ? -1 : 1) * series.value(at: $0) }
    let brightest = phases[light.indices.max { light[$0] < light[$1] } ?? 0]
    return Found(
      peak: peak, series: series, epoch: search.origin + brightest * peak.period,
      parts: parts)
  }
}

/// What `find-period` calls what it finds, for stages that move times.
enum PeriodNames {
  static let period = "ls_period"
  static let epoch = "ls_epoch"
}
