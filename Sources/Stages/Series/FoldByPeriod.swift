import Foundation
import OrreryKit

/// Replaces times by phases: `phase = fraction of (time - epoch) / period`, 0 to 1, and sorts by
/// them.
///
/// The period is `period`, else the object's measurement named `measurement`, else the highest
/// Lomb-Scargle peak between the two limits. The epoch is where the sinusoid that fits the leading
/// band is brightest or faintest, so that the result does not depend on the origin of time.
struct FoldByPeriod: LightCurveStage {
  enum ZeroPhase: String, Codable, CaseIterable { case brightest, faintest, epoch }

  var period: Double?
  var measurement: String?
  var minimumPeriod = 0.1
  var maximumPeriod: Double?
  var oversampling = 10.0
  var multiple = 1.0
  var zeroPhase = ZeroPhase.brightest
  var epoch = 0.0

  static let info = describe(
    .preparation, "fold-by-period",
    "Folds the light curve by a given period, or by that of the highest Lomb-Scargle peak.",
    [
      Setting(
        "period", "Period; searched for where it is absent", unit: "day",
        range: 0...Double.infinity, type: "number"),
      Setting("measurement", "Take the period from this measurement of the object", type: "text"),
      Setting("minimumPeriod", "Shortest period searched", unit: "day", range: 1e-4...1e6),
      Setting(
        "maximumPeriod", "Longest period searched; the length of the light curve where absent",
        unit: "day", range: 1e-4...1e6, type: "number"),
      Setting("oversampling", "Frequencies searched in the width of a peak", range: 1...100),
      Setting("multiple", "Fold by this many periods: 2 for eclipsing binaries", range: 0.1...10),
      Setting("zeroPhase", "What stands at phase 0", choices: ZeroPhase.choices),
      Setting("epoch", "Time of phase 0 where `zero-phase` is `epoch`", unit: "day"),
    ],
    missingData: "Bad points take no part in the search; they are folded with their flags. Points "
      + "without a time go last.",
    reference: "Zechmeister & Kürster 2009, A&A 496, 577")

  func validate() throws {
    if let maximumPeriod, maximumPeriod <= minimumPeriod {
      throw Settings.Failure(path: ["maximum-period"], reason: "must be above minimum-period")
    }
    if let period, period <= 0 {
      throw Settings.Failure(path: ["period"], reason: "must be above 0")
    }
  }

  func process(
    _ lightCurve: inout LightCurve, of object: inout SkyObject, random: inout RandomStream
  ) throws {
    guard lightCurve.foldedPeriod == nil else {
      throw DataError(.invalidValue, "\(object.id) is folded already")
    }
    let given = try givenPeriod(of: object)
    var search: LombScargle?
    if given == nil || zeroPhase != .epoch { search = try LombScargle(lightCurve) }
    let base: Double
    if let given {
      base = given
    } else if let search {
      let longest = maximumPeriod ?? max(search.baseline, minimumPeriod * 2)
      let peak = try search.highestPeak(
        from: 1 / longest, to: 1 / minimumPeriod, oversampling: oversampling)
      base = peak.period
      object.measure(
        Measurement(
          "period_power", .real(peak.power),
          description: "Share of the variance that the sinusoid explains, 0 to 1"))
    } else {
      return
    }
    let folding = base * multiple
    let start = zero(of: search, period: base, in: lightCurve)

    var phases = lightCurve.time.map { time -> Double in
      let turns = (time - start) / folding
      let phase = turns - turns.rounded(.down)
      return phase == 1 ? 0 : phase  // -1e-20 rounds up to a whole turn
    }
    // A stable order: points at equal phases keep their order in time.
    let order = phases.indices.sorted {
      (phases[$0].isNaN ? 2 : phases[$0], $0) < (phases[$1].isNaN ? 2 : phases[$1], $1)
    }
    lightCurve = lightCurve.selecting(order)
    phases = order.map { phases[$0] }
    lightCurve.time = phases
    lightCurve.timeReference = nil
    lightCurve.foldedPeriod = folding
    object.measure(
      Measurement("period", .real(folding), unit: "d", description: "Folded by this period"))
    object.measure(
      Measurement("epoch", .real(start), unit: "d", description: "A time of phase 0"))
  }

  private func givenPeriod(of object: SkyObject) throws -> Double? {
    if let period { return period }
    guard let measurement else { return nil }
    guard
      case .real(let value)? = object.measurements.first(where: { $0.name == measurement })?.value
    else { throw DataError(.missing, "\(object.id) has no measurement '\(measurement)'") }
    guard value > 0, value.isFinite else {
      throw DataError(.invalidValue, "\(object.id): a period of \(value) days")
    }
    return value
  }

  /// The time of phase 0.
  private func zero(of search: LombScargle?, period: Double, in lightCurve: LightCurve) -> Double {
    guard zeroPhase != .epoch, let search,
      let fit = search.sinusoid(ofBand: search.leadingBand, at: 1 / period)
    else { return epoch }
    // Largest value at this phase of the sinusoid; a large magnitude is faint.
    let highest = atan2(fit.sine, fit.cosine) / (2 * Double.pi)
    let wantsHighest = (zeroPhase == .brightest) == (lightCurve.quantity == .flux)
    return search.origin + (wantsHighest ? highest : highest + 0.5) * period
  }
}
