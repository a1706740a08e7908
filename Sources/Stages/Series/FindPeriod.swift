import OrreryKit

/// Finds the period of a light curve and the Fourier series of its shape, and leaves the points as
/// they are: `fold-by-period` folds them, a classifier may look at both.
///
/// The search is by Lomb and Scargle; series with several harmonics decide between its highest
/// peaks. Measured are `ls_period`, `ls_power` (share of the variance that the series explains),
/// `ls_epoch` (a time of largest light), and of the band with the largest share in the power the
/// ratios `ls_r21`, `ls_r31` of amplitudes and the differences `ls_phi21`, `ls_phi31` of phases.
///
/// Where nothing can be found, all of them are NaN and the object is flagged `no-period`.
struct FindPeriod: LightCurveStage {
  var minimumPeriod = 0.1
  var maximumPeriod: Double?
  var oversampling = 5.0
  var terms = 4
  var candidates = 10

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
    ],
    missingData: "Bad points take no part; without four good points in a band there is no period.",
    reference: "Zechmeister & Kürster 2009, A&A 496, 577; Simon & Lee 1981, ApJ 248, 291")

  func validate() throws {
    if let maximumPeriod, maximumPeriod <= minimumPeriod {
      throw Settings.Failure(path: ["maximum-period"], reason: "must be above minimum-period")
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
  }

  private struct Found {
    var peak: LombScargle.Peak
    var series: LombScargle.FourierSeries
    var epoch: Double
  }

  private func search(_ curve: LightCurve) throws -> Found? {
    guard let search = try? LombScargle(curve) else { return nil }
    let longest = maximumPeriod ?? search.baseline
    guard longest > minimumPeriod else { return nil }
    let peak = try search.bestPeak(
      from: 1 / longest, to: 1 / minimumPeriod, oversampling: oversampling, terms: terms,
      candidates: candidates)
    guard
      let series = search.series(ofBand: search.leadingBand, at: peak.frequency, terms: terms)
    else { return nil }
    let phases = (0..<200).map { Double($0) / 200 }
    let light = phases.map { (curve.quantity == .magnitude ? -1 : 1) * series.value(at: $0) }
    let brightest = phases[light.indices.max { light[$0] < light[$1] } ?? 0]
    return Found(peak: peak, series: series, epoch: search.origin + brightest * peak.period)
  }
}

/// What `find-period` calls what it finds, for stages that move times.
enum PeriodNames {
  static let period = "ls_period"
  static let epoch = "ls_epoch"
}
