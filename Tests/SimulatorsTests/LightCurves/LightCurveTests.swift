import Foundation
import OrreryKit
import Testing

@testable import Simulators

@Suite("Light curves")
struct LightCurveTests {
  private func survey(_ name: String) -> LightCurveSimulator {
    var simulator = LightCurveSimulator()
    simulator.classes = [name]
    simulator.outliers = 0
    return simulator
  }

  /// Mean step between neighbours in phase over that between random pairs: small where the period
  /// is right (Lafler & Kinman 1965, ApJS 11, 216).
  private func roughness(_ curve: LightCurve, period: Double) -> Double {
    let points = curve.time.indices.filter { curve.band[$0] == 1 }.map { index in
      ((curve.time[index] / period).truncatingRemainder(dividingBy: 1), Double(curve.value[index]))
    }.sorted { $0.0 < $1.0 }
    let values = points.map(\.1)
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let steps = zip(values, values.dropFirst()).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return steps / variance
  }

  @Test(
    "Light curves fold at their true period and at no other near it",
    arguments: ["rr-lyrae", "cepheid", "eclipsing-binary"])
  func folding(_ name: String) throws {
    var simulator = survey(name)
    (simulator.brightest, simulator.faintest) = (14, 15)
    for index in 0..<4 {
      let object = try simulator.make(index, seed: 17)
      let curve = try #require(object.lightCurve)
      let period = try #require(object.real("period"))
      let right = roughness(curve, period: period)
      #expect(right < 0.6, "\(index): \(right)")
      #expect(right < 0.55 * roughness(curve, period: period * 1.037))
    }
  }

  @Test("Pulsations are brightest at the epoch, eclipses deepest")
  func epochs() {
    for seed in 0..<12 {
      var random = RandomStream(seed: UInt64(seed), key: "epochs")
      let pulsations: [any VariableShape] = [
        PulsationShape.rrLyrae(epoch: 100, &random), PulsationShape.cepheid(epoch: 100, &random),
      ]
      for shape in pulsations {
        let values = (0..<200).map {
          shape.magnitude(at: 100 + shape.period * Double($0) / 200, in: .r)
        }
        #expect(values[0] <= (values.min() ?? 0) + 1e-3)
        #expect(
          abs(
            shape.magnitude(at: 100 + 7 * shape.period, in: .g)
              - shape.magnitude(at: 100, in: .g)) < 1e-6)
      }
      let eclipse = EclipseShape(epoch: 100, &random)
      let depths = (0..<400).map {
        eclipse.magnitude(at: 100 + eclipse.period * Double($0) / 400, in: .r)
      }
      #expect(depths[0] >= (depths.max() ?? 0) - 1e-9)
      #expect(eclipse.primary >= eclipse.secondary)
    }
  }

  @Test("RR Lyrae of type ab rise faster than they fall")
  func sawtooth() {
    for seed in 0..<20 {
      var random = RandomStream(seed: UInt64(seed), key: "sawtooth")
      let shape = PulsationShape.rrLyrae(epoch: 0, &random)
      guard shape.subclass == "ab" else { continue }
      let values = (0..<200).map { shape.magnitude(at: shape.period * Double($0) / 200, in: .r) }
      let range = (values.max() ?? 0) - (values.min() ?? 0)
      #expect(abs(range - shape.amplitude) < 0.02)
      let faintest = values.indices.max { values[$0] < values[$1] } ?? 0
      #expect(faintest > 140, "the way up takes \(200 - faintest) of 200")
    }
  }

  @Test("A transit is as deep as the planet's area, deeper in the middle, and lasts its chord")
  func transit() {
    for seed in 0..<8 {
      var random = RandomStream(seed: UInt64(seed), key: "transit")
      let shape = TransitShape(epoch: 50, &random)
      let depth = 1 - pow(10, -0.4 * shape.magnitude(at: 50, in: .r))
      let area = shape.radius * shape.radius
      #expect(depth > 0.7 * area && depth < 1.35 * area)
      #expect(shape.magnitude(at: 50 + 0.5 * shape.period, in: .r) == 0)
      let chord = (pow(1 + shape.radius, 2) - shape.impact * shape.impact).squareRoot()
      let half = asin(chord / shape.distance) * shape.period / (2 * .pi)
      #expect(shape.magnitude(at: 50 + 0.95 * half, in: .r) > 0)
      #expect(shape.magnitude(at: 50 + 1.05 * half, in: .r) == 0)
    }
  }

  @Test("A supernova peaks at its epoch, fades faster in g, and runs slower with redshift")
  func supernova() {
    var random = RandomStream(seed: 3)
    let shape = SupernovaShape(epoch: 1000, &random)
    let slow = shape.stretch * (1 + shape.redshift)
    let peak = (-30...30).map { shape.magnitude(at: 1000 + Double($0), in: .g) }.min() ?? 0
    #expect(shape.magnitude(at: 1000, in: .g) - peak < 0.02)
    let g = shape.magnitude(at: 1000 + 14 * slow, in: .g) - shape.magnitude(at: 1000, in: .g)
    let r = shape.magnitude(at: 1000 + 14 * slow, in: .r) - shape.magnitude(at: 1000, in: .r)
    #expect(abs(g - 1.1) < 0.03 && abs(r - 0.61) < 0.03)
    #expect(shape.magnitude(at: 900, in: .r) == .infinity)
  }

  @Test("Times ascend, with gaps of seasons and nights; errors are uneven and true")
  func cadence() throws {
    var simulator = survey("constant")
    (simulator.brightest, simulator.faintest) = (17.5, 18.5)
    var chi = 0.0, count = 0.0
    for index in 0..<6 {
      let object = try simulator.make(index, seed: 4)
      let curve = try #require(object.lightCurve)
      let errors = try #require(curve.uncertainty)
      #expect(zip(curve.time, curve.time.dropFirst()).allSatisfy { $0 <= $1 })
      let steps = zip(curve.time, curve.time.dropFirst()).map { $1 - $0 }
      #expect((steps.max() ?? 0) > 80)
      #expect(steps.contains { $0 > 2 && $0 < 30 } && steps.contains { $0 < 0.05 })
      #expect(Set(curve.band).count == 3)
      let points = curve.time.indices.filter { curve.band[$0] == 1 }
      let weights = points.map { 1 / pow(Double(errors[$0]), 2) }
      let mean =
        zip(points, weights).reduce(0) { $0 + Double(curve.value[$1.0]) * $1.1 }
        / weights.reduce(0, +)
      for point in points {
        chi += pow((Double(curve.value[point]) - mean) / Double(errors[point]), 2)
      }
      count += Double(points.count - 1)
      let sorted = points.map { errors[$0] }.sorted()
      #expect(sorted[sorted.count * 9 / 10] > 1.15 * sorted[sorted.count / 10])
    }
    #expect(abs(chi / count - 1) < 0.1, "\(chi / count)")
  }

  @Test("From space there is flux every half hour in one band, and the transit is seen")
  func space() throws {
    var simulator = survey("transit")
    simulator.cadence = .space
    (simulator.brightest, simulator.faintest) = (11, 12)
    let object = try simulator.make(0, seed: 9)
    let curve = try #require(object.lightCurve)
    #expect(curve.quantity == .flux && curve.unit == "electron/s" && curve.bands.count == 1)
    #expect(curve.count > 3500)
    let sorted = curve.value.sorted()
    let median = sorted[sorted.count / 2]
    #expect(sorted[0] < 0.995 * median)
    let period = try #require(object.real("period")), epoch = try #require(object.real("epoch"))
    // The lowest points are those in transit.
    let lowest = curve.time.indices.sorted { curve.value[$0] < curve.value[$1] }.prefix(20)
    for point in lowest {
      let turns = (curve.time[point] - epoch) / period
      #expect(abs(turns - turns.rounded()) < 0.08)
    }
  }

  @Test("Points below three sigma are left out and counted")
  func undetected() throws {
    var simulator = survey("constant")
    (simulator.brightest, simulator.faintest) = (21.2, 21.3)
    let object = try simulator.make(0, seed: 1)
    let curve = try #require(object.lightCurve)
    var total: Int64 = 0
    for case let measurement in object.measurements {
      if case .integer(let value) = measurement.value { total += value }
    }
    var all = simulator
    (all.brightest, all.faintest) = (14, 14)
    let bright = try #require(try all.make(0, seed: 1).lightCurve)
    #expect(curve.count < bright.count && Int(total) == bright.count)
  }
}
