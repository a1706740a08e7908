import Foundation
import OrreryKit

/// Light curves of variable stars, supernovae and planets: irregular times, seasons, uneven errors.
///
/// A point fainter than three sigma is not reported, as in a survey's catalogue; the column
/// `undetected` counts them.
struct LightCurveSimulator: Simulator {
  var classes = Self.names
  var cadence = Cadence.ground
  var bands = ["g", "r", "i"]
  var days = 1100.0
  var interval = 3.5
  var start = 58_000.0
  var brightest = 13.0
  var faintest = 18.5
  var limit = 20.8
  var floor = 0.006
  var outliers = 0.003

  private static let names = [
    "rr-lyrae", "cepheid", "eclipsing-binary", "mira", "supernova-ia", "transit", "constant",
  ]

  static let info = SimulatorInfo(
    name: "light-curves",
    summary: "Light curves of pulsating and eclipsing stars, supernovae, transits, constant stars.",
    produces: .lightCurve, classes: names,
    settings: [
      Setting("classes", "Which classes to make, in equal shares"),
      Setting(
        "cadence", "When the survey looks: from the ground in several bands, or from space",
        choices: Cadence.allCases.map(\.rawValue)),
      Setting("bands", "Filters, of u, g, r, i and z; from space the first alone"),
      Setting("days", "Length of the survey", unit: "day", range: 1...20_000),
      Setting("interval", "Mean time between nights of a season", unit: "day", range: 0.1...1000),
      Setting("start", "First day, MJD", unit: "day", range: 0...100_000),
      Setting("brightest", "Smallest mean magnitude of a star", unit: "mag", range: -10...40),
      Setting("faintest", "Largest mean magnitude of a star", unit: "mag", range: -10...40),
      Setting(
        "limit", "Magnitude with an error of a fifth of the flux", unit: "mag", range: 0...40),
      Setting("floor", "Error of the brightest stars", unit: "mag", range: 0...1),
      Setting(
        "outliers", "Share of points that are wrong by much more than their error", range: 0...1),
    ])

  func validate() throws {
    try SettingsCheck.names(classes, among: Self.names, key: "classes")
    try SettingsCheck.names(
      bands, among: PhotometricBand.allCases.map(\.rawValue), key: "bands")
    try SettingsCheck.order(brightest, faintest, key: "brightest")
  }

  func make(_ index: Int, seed: UInt64) throws -> SkyObject {
    let name = classes[Self.balancedClass(index, of: classes.count, seed: seed)]
    var filters = bands.compactMap(PhotometricBand.init)
    if cadence == .space { filters = Array(filters.prefix(1)) }
    var random = stream(index, seed: seed, purpose: "shape")
    var nights = stream(index, seed: seed, purpose: "cadence")
    let length = cadence == .space ? min(days, 85) : days
    let visits = cadence.visits(
      from: start, days: length, interval: interval, bands: filters.count, &nights)
    let middle = Self.epoch(among: visits, random: &random) ?? start
    let shape = try Self.shape(name, epoch: middle, &random)
    // A transit is found on bright stars alone.
    let share = random.uniform() * (name == "transit" ? 0.4 : 1)
    let mean = (shape as? SupernovaShape)?.peak ?? brightest + (faintest - brightest) * share
    let gMinusR = Self.colour(of: name, &random)

    var noise = stream(index, seed: seed, purpose: "noise")
    var curve = Points()
    var undetected = 0
    for visit in visits {
      let band = filters[visit.band]
      let colour = shape is SupernovaShape ? 0 : gMinusR * band.colour
      let magnitude = mean + colour + shape.magnitude(at: visit.time, in: band)
      // In units of the flux of magnitude 0.
      let flux = magnitude.isFinite ? Magnitude.flux(magnitude) : 0
      let night = limit + band.depth - (cadence == .ground ? visit.loss : 0)
      let skyError = Magnitude.flux(night) / 5
      let photons = flux * 3e-4 * pow(10, 0.2 * max(0, magnitude.isFinite ? magnitude - 14 : 0))
      let own = cadence == .ground ? flux * floor / 1.0857 : flux * 2e-4
      let error = (skyError * skyError + photons * photons + own * own).squareRoot()
      let isOutlier = noise.uniform() < outliers
      let draw = noise.normal(), wild = noise.normal()
      let measured = flux + error * (isOutlier ? 6 * wild : draw)
      guard measured > 3 * error else {
        undetected += 1
        continue
      }
      curve.time.append(visit.time)
      curve.band.append(visit.band)
      if cadence == .ground {
        curve.value.append(Float(-2.5 * log10(measured)))
        curve.error.append(Float(1.0857 * error / measured))
      } else {
        curve.value.append(Float(measured * Self.electrons))
        curve.error.append(Float(error * Self.electrons))
      }
    }
    return object(name, shape, curve, undetected: undetected, index: index, seed: seed)
  }

  /// Electrons per second of a star of magnitude 0 on a space telescope of one metre.
  private static let electrons = 1.2e10

  private struct Points {
    var time: [Double] = []
    var band: [Int] = []
    var value: [Float] = []
    var error: [Float] = []
  }

  private func object(
    _ name: String, _ shape: any VariableShape, _ points: Points, undetected: Int, index: Int,
    seed: UInt64
  ) -> SkyObject {
    let id = identifier(index, seed: seed)
    var curve = LightCurve(
      time: points.time, value: points.value, uncertainty: points.error, band: points.band,
      bands: cadence == .space ? Array(bands.prefix(1)) : bands,
      quantity: cadence == .ground ? .magnitude : .flux, name: id)
    curve.timeReference = 2_400_000.5
    if cadence == .space { curve.unit = "electron/s" }
    var object = SkyObject(id: id, content: .lightCurve(curve))
    object.truth = [name: 1]
    object.measure(Measurement("subclass", .string(shape.subclass), description: "Finer class"))
    object.measure(
      Measurement("period", .real(shape.period), unit: "day", description: "NaN where none"))
    object.measure(
      Measurement(
        "epoch", .real(shape.epoch), unit: "day",
        description: "MJD of largest light or main eclipse"))
    object.measure(
      Measurement(
        "z", .real((shape as? SupernovaShape)?.redshift ?? .nan),
        description: "Redshift of a supernova"))
    object.measure(
      Measurement(
        "stretch", .real((shape as? SupernovaShape)?.stretch ?? .nan),
        description: "Of a supernova's time"))
    object.measure(
      Measurement("points", .integer(Int64(points.time.count)), description: "Points reported"))
    object.measure(
      Measurement("undetected", .integer(Int64(undetected)), description: "Visits below 3 sigma"))
    return object
  }

  /// A time from which the survey goes on looking, so that what explodes is seen: of some times of
  /// visits the one with most visits in the 50 days around it.
  private static func epoch(
    among visits: [Cadence.Visit], random: inout RandomStream
  ) -> Double? {
    var best: (time: Double, count: Int)?
    for _ in 0..<4 where !visits.isEmpty {
      let time = visits[Int(random.uniform(0, Double(visits.count)))].time
      let count = visits.count { $0.time > time - 12 && $0.time < time + 38 }
      if count > best?.count ?? -1 { best = (time, count) }
    }
    return best.map { $0.time + random.uniform(-1, 1) }
  }

  private static func shape(
    _ name: String, epoch: Double, _ random: inout RandomStream
  ) throws -> any VariableShape {
    switch name {
    case "rr-lyrae": PulsationShape.rrLyrae(epoch: epoch, &random)
    case "cepheid": PulsationShape.cepheid(epoch: epoch, &random)
    case "eclipsing-binary": EclipseShape(epoch: epoch, &random)
    case "mira": MiraShape(epoch: epoch, &random)
    case "supernova-ia": SupernovaShape(epoch: epoch, &random)
    case "transit": TransitShape(epoch: epoch, &random)
    case "constant": ConstantShape()
    default: throw Settings.Failure(path: ["classes"], reason: "no class '\(name)'")
    }
  }

  /// A g - r that such stars have.
  private static func colour(of name: String, _ random: inout RandomStream) -> Double {
    switch name {
    case "rr-lyrae": 0.2 + 0.06 * random.normal()
    case "cepheid": 0.5 + 0.12 * random.normal()
    case "mira": 1.5 + 0.2 * random.normal()
    default: 0.55 + 0.25 * random.normal()
    }
  }
}
