import Foundation
import OrreryKit

/// What variable stars and transients are told by: distribution and order of the values in each band,
/// period and Fourier parameters, colours (Debosscher et al. 2007, A&A 475, 1159; Richards et al.
/// 2011, ApJ 733, 10; Kim & Bailer-Jones 2016, A&A 587, A18).
struct LightCurveFeatures: Sendable {
  /// Frequencies of the period search, cycles per day.
  var highestFrequency: Double
  /// Harmonics of the Fourier fit.
  static let harmonics = 4

  static func names(bands: [String]) -> [String] {
    var names: [String] = []
    for band in bands {
      for name in BandStatistics.names { names.append(bands.count > 1 ? "\(name)-\(band)" : name) }
    }
    for (one, next) in zip(bands, bands.dropFirst()) {
      names += ["colour-\(one)-\(next)", "amplitude-ratio-\(one)-\(next)"]
    }
    names += ["log-period", "power", "half-frequency-power"]
    for k in 2...harmonics { names += ["r\(k)1", "cos-phi\(k)1", "sin-phi\(k)1"] }
    return names + ["fourier-amplitude", "fourier-residual", "log-baseline"]
  }

  /// - Parameter bands: those of the model, in order; a band without points gives NaN.
  /// - Returns: `nil` where fewer than two good points are left.
  func values(_ curve: LightCurve, bands: [String]) -> [Float]? {
    guard curve.goodCount >= 2 else { return nil }
    let statistics = bands.map { name -> BandStatistics? in
      guard let number = curve.bands.firstIndex(of: name) else { return nil }
      return BandStatistics(curve, points: curve.points(ofBand: number, where: curve.isGood))
    }
    let none = [Double](repeating: .nan, count: BandStatistics.names.count)
    var result: [Double] = []
    for one in statistics { result += one?.values ?? none }
    for (one, next) in zip(statistics, statistics.dropFirst()) {
      let isMagnitude = curve.quantity == .magnitude
      let (a, b): (Double, Double) = (one?.centre ?? .nan, next?.centre ?? .nan)
      result.append(isMagnitude ? a - b : BandStatistics.signedLog(a) - BandStatistics.signedLog(b))
      let (c, d): (Double, Double) = (one?.amplitude ?? .nan, next?.amplitude ?? .nan)
      result.append(log10(c / d))
    }
    result += periodic(curve)
    return result.map { $0.isFinite ? Float($0) : .nan }
  }

  private func periodic(_ curve: LightCurve) -> [Double] {
    let none = [Double](repeating: .nan, count: 3 + 3 * (Self.harmonics - 1) + 2)
    let times = curve.time.indices.filter(curve.isGood).map { curve.time[$0] }
    let baseline = (times.max() ?? 0) - (times.min() ?? 0)
    guard baseline > 0, let search = try? LombScargle(curve) else {
      return none + [baseline > 0 ? log10(baseline) : .nan]
    }
    let lowest = 1 / search.baseline
    // Five points over the width of a peak, and at most a hundred thousand in all.
    let highest = min(highestFrequency, lowest + 2e4 / search.baseline)
    guard highest > lowest,
      let peak = try? search.highestPeak(from: lowest, to: highest, oversampling: 5)
    else { return none + [log10(baseline)] }
    let half = search.power(at: peak.frequency / 2)
    var result: [Double] = [log10(peak.period), peak.power, half / max(peak.power, 1e-6)]
    let band = search.leadingBand
    let points = curve.points(ofBand: band, where: curve.isGood)
    guard
      let fit = FourierFit(
        curve, points: points, period: peak.period, origin: search.origin,
        harmonics: Self.harmonics)
    else { return result + none.dropFirst(3) + [log10(baseline)] }
    for k in 2...Self.harmonics {
      let phase = fit.phases[k - 1] - Double(k) * fit.phases[0]
      result += [fit.amplitudes[k - 1] / max(fit.amplitudes[0], 1e-12), cos(phase), sin(phase)]
    }
    let isMagnitude = curve.quantity == .magnitude
    result.append(isMagnitude ? fit.amplitudes[0] : BandStatistics.signedLog(fit.amplitudes[0]))
    result.append(fit.residual)
    return result + [log10(baseline)]
  }
}
