import Foundation
import OrreryKit
import Stages

extension Inspector {
  func inspect(
    spectra: [Spectrum], _ request: InspectionRequest, _ bytes: Int, units: [Inspection.Unit]
  ) throws -> Result {
    try refusePlace(request, "a spectrum")
    let (entry, spectrum) = try choose(spectra, \.name, request)
    var facts = Inspection(
      request, bytes: bytes, kind: DataKind.spectrum.rawValue, name: spectrum.name, units: units)
    facts.entry = spectra.count > 1 ? entry : nil
    facts.entries = spectra.count > 1 ? spectra.count : nil
    facts.sky = spectrum.position.map { .init(ra: $0.ra, dec: $0.dec) }
    facts.facts = HeaderFacts.read([spectrum.header], hasSky: facts.sky != nil)
    let wavelengths = spectrum.wavelength.filter(\.isFinite)
    facts.spectrum = Inspection.SpectrumFacts(
      shortest: wavelengths.min(), longest: wavelengths.max(),
      wavelengthUnit: spectrum.wavelengthUnit.rawValue, medium: spectrum.medium.rawValue,
      pixels: spectrum.count, fluxUnit: spectrum.fluxUnit,
      redshift: spectrum.redshift.flatMap { $0.isFinite ? $0 : nil },
      classification: spectrum.classification, signalToNoise: spectrum.medianSignalToNoise)
    facts.statistics = [
      .init(spectrum.flux, isGood: spectrum.isGood, unit: spectrum.fluxUnit)
    ]
    var result = Result(facts: facts, content: .spectrum(spectrum))
    try predict(.spectrum(spectrum), request, into: &result)
    let redshift = result.facts.spectrum?.redshift ?? result.facts.predictedRedshift
    result.facts.spectrum?.lines = SpectralLine.visible(in: spectrum, redshift: redshift)
    return result
  }

  func inspect(
    curves: [LightCurve], _ request: InspectionRequest, _ bytes: Int, units: [Inspection.Unit]
  ) throws -> Result {
    try refusePlace(request, "a light curve")
    let (entry, curve) = try choose(curves, \.name, request)
    var facts = Inspection(
      request, bytes: bytes, kind: DataKind.lightCurve.rawValue, name: curve.name, units: units)
    facts.entry = curves.count > 1 ? entry : nil
    facts.entries = curves.count > 1 ? curves.count : nil
    facts.sky = curve.position.map { .init(ra: $0.ra, dec: $0.dec) }
    facts.facts = HeaderFacts.read([curve.header], hasSky: facts.sky != nil)
    let times = curve.time.filter(\.isFinite)
    facts.lightCurve = Inspection.LightCurveFacts(
      first: times.min(), last: times.max(), timeReference: curve.timeReference,
      quantity: curve.quantity.rawValue,
      bands: curve.bands.enumerated().map { number, name in
        .init(
          name: name, points: curve.points(ofBand: number).count,
          good: curve.points(ofBand: number, where: curve.isGood).count)
      },
      classification: curve.classification, period: Self.period(of: curve))
    facts.statistics = [.init(curve.value, isGood: curve.isGood, unit: curve.unit)]
    var result = Result(facts: facts, content: .lightCurve(curve))
    try predict(.lightCurve(curve), request, into: &result)
    return result
  }

  /// A series has no place to cut out.
  private func refusePlace(_ request: InspectionRequest, _ kind: String) throws {
    guard request.position == nil, request.pixel == nil else {
      throw InspectionRefusal("is \(kind): there is no place to cut out", file: request.file)
    }
  }

  /// The highest Lomb-Scargle peak where a band has at least 20 good points.
  ///
  /// Periods from a tenth of a day, or more where the search would take too long, to half of the
  /// time covered. `nil` where nothing can be searched.
  static func period(of curve: LightCurve) -> Inspection.Period? {
    let counts = curve.bands.indices.map { curve.points(ofBand: $0, where: curve.isGood).count }
    guard curve.foldedPeriod == nil, counts.contains(where: { $0 >= 20 }),
      let search = try? LombScargle(curve)
    else { return nil }
    let longest = search.baseline / 2
    // Frequencies times points: about a second.
    let work = 1.5e8, oversampling = 5.0
    let shortest = max(
      0.1, search.baseline * oversampling * Double(search.pointCount) / work)
    guard longest > 2 * shortest,
      let peak = try? search.highestPeak(
        from: 1 / longest, to: 1 / shortest, oversampling: oversampling),
      peak.power.isFinite, peak.power > 0
    else { return nil }
    // A slow change that is seen every night looks like a period near a day: where a wave as long as
    // the whole curve explains as much, there is none.
    if let trend = try? search.highestPeak(
      from: 0.1 / search.baseline, to: 1.9 / search.baseline, oversampling: 20),
      trend.power > 0.95 * peak.power
    {
      return nil
    }
    return Inspection.Period(
      period: peak.period, power: peak.power, shortest: shortest, longest: longest)
  }
}

extension Spectrum {
  /// Median of |flux| / uncertainty over good pixels; `nil` without uncertainties.
  var medianSignalToNoise: Double? {
    guard let uncertainty else { return nil }
    let ratios = flux.indices.filter {
      isGood($0) && uncertainty[$0] > 0 && uncertainty[$0].isFinite
    }
    .map { abs(flux[$0] / uncertainty[$0]) }
    let ordered = OrderedValues(ratios)
    return ordered.isEmpty ? nil : ordered.median
  }
}
