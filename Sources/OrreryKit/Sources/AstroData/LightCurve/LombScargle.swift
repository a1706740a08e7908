internal import Foundation

/// The generalised Lomb-Scargle periodogram: least-squares sinusoids with a floating mean, one for
/// each band (Zechmeister & Kürster 2009, A&A 496, 577; for several bands VanderPlas & Ivezić 2015,
/// ApJ 812, 18, with one term for each band and none in common).
///
/// `P(f) = Σ_b (χ²₀ - χ²(f))_b / Σ_b χ²₀_b`, 0 to 1; χ²₀ is that of the band's weighted mean. For
/// one band it is the standard normalisation of 2009, equation 4.
///
/// Points that are not good, or whose uncertainty is known and not positive and finite, take no
/// part; nor do bands with fewer than four points or without any variation.
public struct LombScargle: Sendable {
  /// The points of one band: times from `origin`, weights that sum to 1, values less their mean.
  struct Band: Sendable {
    var number: Int
    var time: [Double]
    var weight: [Double]
    var value: [Double]
    var mean: Double
    /// `Σ w y²`, the variance.
    var variance: Double
    /// Share in the combined power: χ²₀ of this band over that of all.
    var share: Double
  }

  /// The sinusoid `offset + cosine cos(2π f (t - origin)) + sine sin(2π f (t - origin))`.
  public struct Sinusoid: Sendable {
    public var offset: Double
    public var cosine: Double
    public var sine: Double
    /// Half of the range from peak to peak.
    public var amplitude: Double { (cosine * cosine + sine * sine).squareRoot() }
  }

  /// A frequency in cycles per day and its power, 0 to 1.
  public struct Peak: Sendable {
    public var frequency: Double
    public var power: Double
    /// Days.
    public var period: Double { 1 / frequency }
  }

  /// The time that phases count from.
  public let origin: Double
  /// Last time less first, in days.
  public let baseline: Double
  /// Points that take part.
  public let pointCount: Int
  let bands: [Band]

  /// - Throws: `DataError.invalidValue` where no band has four good points at different times, or
  ///   nothing varies.
  public init(_ lightCurve: LightCurve) throws {
    func usable(_ index: Int) -> Bool {
      guard lightCurve.isGood(index) else { return false }
      return lightCurve.uncertainty.map { $0[index] > 0 && $0[index].isFinite } ?? true
    }
    let groups = lightCurve.bands.indices.map { ($0, lightCurve.points(ofBand: $0, where: usable)) }
      .filter { $0.1.count >= 4 }
    let times = groups.flatMap { $0.1.map { lightCurve.time[$0] } }
    guard let first = times.min(), let last = times.max(), last > first else {
      throw DataError(
        .invalidValue, "no band has four good points at different times: no period can be found")
    }
    var bands: [Band] = []
    var references: [Double] = []
    for (number, points) in groups {
      let raw = points.map { index -> Double in
        guard let sigma = lightCurve.uncertainty?[index] else { return 1 }
        return 1 / (Double(sigma) * Double(sigma))
      }
      let total = raw.reduce(0, +)
      let weight = raw.map { $0 / total }
      let values = points.map { Double(lightCurve.value[$0]) }
      let mean = zip(weight, values).reduce(0) { $0 + $1.0 * $1.1 }
      let centred = values.map { $0 - mean }
      let variance = zip(weight, centred).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
      // Not the variance: rounding gives that of equal values a little more than 0.
      guard values.contains(where: { $0 != values[0] }), variance > 0, total.isFinite else {
        continue
      }
      bands.append(
        Band(
          number: number, time: points.map { lightCurve.time[$0] - first }, weight: weight,
          value: centred, mean: mean, variance: variance, share: 0))
      references.append(total * variance)
    }
    guard !bands.isEmpty else {
      throw DataError(.invalidValue, "every good value is the same: no period can be found")
    }
    let sum = references.reduce(0, +)
    for index in bands.indices { bands[index].share = references[index] / sum }
    self.bands = bands
    self.origin = first
    self.baseline = last - first
    self.pointCount = bands.reduce(0) { $0 + $1.time.count }
  }

  /// Power at one frequency in cycles per day.
  public func power(at frequency: Double) -> Double {
    powers(from: frequency, step: 0, count: 1)[0]
  }

  /// The sinusoid of one band (an index into the light curve's `bands`) at a frequency; `nil` where
  /// the band took no part.
  public func sinusoid(ofBand number: Int, at frequency: Double) -> Sinusoid? {
    guard let band = bands.first(where: { $0.number == number }) else { return nil }
    let sums = band.sums(from: frequency, step: 0, count: 1)[0]
    let (cosine, sine) = sums.solution
    return Sinusoid(
      offset: band.mean - cosine * sums.c - sine * sums.s, cosine: cosine, sine: sine)
  }

  /// The band with the largest share in the power: an index into the light curve's `bands`.
  public var leadingBand: Int {
    bands.max { ($0.share, $1.number) < ($1.share, $0.number) }?.number ?? 0
  }
}
