import Foundation
import OrreryKit

/// Turns a light curve into the numbers that the network sees: a row for each good point, all bands
/// in one sequence, and a row of facts about the whole.
///
/// Nothing depends on the order of the points as given, on the origin of time, or on what the curve
/// holds where it is not good.
struct CurveEncoder: Sendable {
  let configuration: LightCurveConfiguration
  let bands: [String]

  init(_ configuration: LightCurveConfiguration, _ specification: ModelSpecification) {
    self.configuration = configuration
    bands = specification.bands.isEmpty ? [""] : specification.bands
  }

  /// Numbers of a step: gap, two places in time, value, signal to noise, error, four of the phase,
  /// one for each band.
  var stepWidth: Int { 10 + bands.count }

  /// - Throws: `DataError.invalidValue` for a curve of another quantity than the model's.
  func encode(_ object: SkyObject, _ curve: LightCurve) throws -> EncodedCurve {
    guard curve.quantity == configuration.quantity else {
      throw DataError(
        .invalidValue,
        "\(object.id): holds \(curve.quantity.rawValue)s, the model takes "
          + "\(configuration.quantity.rawValue)s")
    }
    var (points, leftOut) = usable(curve)
    var flags: [ObjectFlag] = leftOut > 0 ? [.missingData] : []
    guard !points.isEmpty else { return EncodedCurve(flags: flags + [.noValidData]) }
    guard points.count > 1 else { return EncodedCurve(flags: flags + [.tooFewPoints]) }
    guard points.contains(where: { $0.value != points[0].value }) else {
      return EncodedCurve(flags: flags + [.constant])
    }
    if points.count > configuration.maximumPoints {
      let limit = configuration.maximumPoints
      points = (0..<limit).map { points[$0 * (points.count - 1) / (limit - 1)] }
      flags.append(.thinned)
    }
    let period = period(of: object)
    if let period {
      for index in points.indices {
        let turns = (points[index].time - period.epoch) / period.length
        points[index].phase = turns - turns.rounded(.down)
      }
    }
    let summary = CurveSummary(points, bands: bands.count, configuration)
    if period != nil && configuration.phase == .order {
      points.sort { ($0.phase, $0.time, $0.band) < ($1.phase, $1.time, $1.band) }
    }
    let redshift = configuration.redshift.map { number($0, of: object) }
    let pace = redshift.map { $0 > 0 ? 1 / (1 + $0) : 1 } ?? 1
    return EncodedCurve(
      steps: steps(points, summary, hasPeriod: period != nil, pace: pace), count: points.count,
      facts: facts(summary, points, redshift: redshift, hasPeriod: period != nil, object),
      flags: flags, isUsable: true)
  }

  // MARK: - Points

  /// The points to look at by time, and how many are left out: those that are not good, or whose
  /// error is known and not positive and finite.
  private func usable(_ curve: LightCurve) -> (points: [CurvePoint], leftOut: Int) {
    // A model of one band takes any, whatever its name; others were checked by name.
    let places = curve.bands.map { bands.count == 1 ? 0 : bands.firstIndex(of: $0) }
    var points: [CurvePoint] = []
    points.reserveCapacity(curve.count)
    for index in curve.time.indices where curve.isGood(index) {
      guard curve.bands.indices ~= curve.band[index], let band = places[curve.band[index]] else {
        continue
      }
      let error = curve.uncertainty.map { Double($0[index]) }
      if let error, !(error > 0 && error.isFinite) { continue }
      points.append(
        CurvePoint(
          time: curve.time[index], band: band, value: Double(curve.value[index]), error: error))
    }
    let sorted = points.sorted {
      ($0.time, $0.band, $0.value, $0.error ?? 0) < ($1.time, $1.band, $1.value, $1.error ?? 0)
    }
    return (sorted, curve.count - points.count)
  }

  /// The period that a stage found; `nil` where there is none or it is not asked for.
  private func period(of object: SkyObject) -> (length: Double, epoch: Double)? {
    guard configuration.phase != .none else { return nil }
    let length = number("ls_period", of: object), epoch = number("ls_epoch", of: object)
    return length > 0 && length.isFinite && epoch.isFinite ? (length, epoch) : nil
  }

  /// NaN where there is no such measurement.
  private func number(_ name: String, of object: SkyObject) -> Double {
    switch object.measurements.first(where: { $0.name == name })?.value {
    case .real(let value): value
    case .integer(let value): Double(value)
    default: .nan
    }
  }

  // MARK: - Steps

  private func steps(
    _ points: [CurvePoint], _ summary: CurveSummary, hasPeriod: Bool, pace: Double
  ) -> [Float] {
    let isFolded = hasPeriod && configuration.phase == .order
    var result: [Float] = []
    result.reserveCapacity(points.count * stepWidth)
    var previous = points[0]
    for point in points {
      let change = summary.change(point)
      let gap =
        isFolded
        ? asinh(20 * (point.phase - previous.phase))
        : log1p(pace * (point.time - previous.time)) / 3
      var row: [Double] = [
        gap, log1p(pace * (point.time - summary.start)) / 5,
        asinh(pace * (point.time - summary.brightest) / 15) / 3, asinh(2 * change / summary.scale),
      ]
      if let error = point.error {
        row += [asinh(change / error) / 3, log(error / summary.scale) / 3]
      } else {
        row += [0, 0]
      }
      let angle = 2 * Double.pi * point.phase
      row += hasPeriod ? [sin(angle), cos(angle), sin(2 * angle), cos(2 * angle)] : [0, 0, 0, 0]
      for band in bands.indices { row.append(band == point.band ? 1 : 0) }
      result += row.map(EncodedCurve.tamed)
      previous = point
    }
    return result
  }

  // MARK: - Facts

  /// How many facts there are of a curve: they do not depend on it.
  var factCount: Int {
    6 + 9 * bands.count + (bands.count - 1) + 4 * configuration.inputs.count
      + (configuration.redshift == nil ? 0 : 4)
  }

  private func facts(
    _ summary: CurveSummary, _ points: [CurvePoint], redshift: Double?, hasPeriod: Bool,
    _ object: SkyObject
  ) -> [Float] {
    let isMagnitude = configuration.quantity == .magnitude
    let brightness = configuration.usesBrightness
    var facts: [Double] = [
      log10(Double(points.count)), log10(1 + summary.length), hasPeriod ? 1 : 0,
      summary.noise.map { log10($0 / summary.scale) } ?? 0, summary.noise == nil ? 0 : 1,
      isMagnitude || brightness ? log10(summary.scale) : 0,
    ]
    for band in summary.bands {
      guard let band else {
        facts += [Double](repeating: 0, count: 9)
        continue
      }
      let level =
        !brightness ? 0 : isMagnitude ? (band.level - 17) / 2 : log10(max(abs(band.level), 1e-3))
      facts += [
        1, log10(1 + Double(band.count)), level, asinh(2 * band.low / summary.scale),
        asinh(2 * band.high / summary.scale), band.asymmetry, band.excess, band.roughness,
        hasPeriod ? band.foldedRoughness : 0,
      ]
    }
    for (first, second) in zip(summary.bands, summary.bands.dropFirst()) {
      guard brightness, let first, let second else {
        facts.append(0)
        continue
      }
      facts.append(
        isMagnitude ? first.level - second.level : asinh((first.high - second.high) / summary.scale)
      )
    }
    for name in configuration.inputs { facts += Self.encoded(number(name, of: object)) }
    if let redshift {
      let isKnown = redshift.isFinite && redshift >= 0
      let distance = isKnown && redshift > 0 ? log10(Cosmology.luminosityDistance(redshift)) : 0
      let magnitude = summary.bands.compactMap { $0?.level }.first ?? 0
      facts += [
        isKnown ? 1 : 0, redshift == 0 ? 1 : 0, isKnown ? log1p(redshift) : 0,
        distance == 0
          ? 0 : isMagnitude ? (magnitude - 5 * distance) / 5 : log10(summary.scale) + 2 * distance,
      ]
    }
    return facts.map(EncodedCurve.tamed)
  }

  /// A measurement of any size: whether it is known and 0, and two scales of it.
  private static func encoded(_ value: Double) -> [Double] {
    guard value.isFinite else { return [0, 0, 0, 0] }
    return [1, value == 0 ? 1 : 0, asinh(value), log10(max(abs(value), 1e-4))]
  }
}
