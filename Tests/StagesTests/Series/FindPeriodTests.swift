import Foundation
import OrreryKit
import Testing

@testable import Stages

/// Irregular nights over a year, and shapes on them.
private func curve(
  points: Int = 120, noise: Double = 0.01, _ magnitude: (Double) -> Double
) -> LightCurve {
  var random = RandomStream(seed: 11)
  let time = (0..<points).map { 3 * Double($0) + 0.3 * random.uniform() }
  let value = time.map { Float(magnitude($0) + noise * random.normal()) }
  return LightCurve(
    time: time, value: value, uncertainty: time.map { _ in 0.01 }, quantity: .magnitude)
}

private func measured(_ name: String, _ object: SkyObject) throws -> Double {
  guard case .real(let value)? = object.measurements.first(where: { $0.name == name })?.value
  else { throw DataError(.missing, "no measurement '\(name)'") }
  return value
}

private func found(_ curve: LightCurve) throws -> SkyObject {
  var random = RandomStream(seed: 1)
  return try FindPeriod().run(SkyObject(id: "star", content: .lightCurve(curve)), random: &random)
}

struct FindPeriodTests {
  @Test("The Fourier series of a known sum of cosines is that sum")
  func series() throws {
    let period = 2.37
    let input = curve(noise: 0) { t in
      let angle = 2 * .pi * t / period
      return 15 + 0.5 * cos(angle + 0.4) + 0.2 * cos(2 * angle + 2) + 0.1 * cos(3 * angle - 1)
    }
    let search = try LombScargle(input)
    let series = try #require(search.series(ofBand: 0, at: 1 / period, terms: 4))
    // The origin of its phases is the first time.
    #expect(abs(series.offset - 15) < 1e-3)
    for (k, wanted) in [0.5, 0.2, 0.1].enumerated() {
      #expect(abs(series.amplitudes[k] - wanted) < 1e-3, "harmonic \(k + 1)")
    }
    #expect(series.amplitudes[3] < 1e-3 && series.power > 0.999)
    #expect(abs(series.ratio(2) - 0.4) < 1e-3)
    #expect(abs(series.phaseDifference(2) - (2 - 0.8)) < 1e-2)
    let wanted = -1 - 1.2 + 2 * Double.pi
    #expect(abs(series.phaseDifference(3) - wanted) < 1e-2)
    #expect(abs(series.value(at: 0) - Double(input.value[0])) < 1e-2)
  }

  @Test("The period of a saw-tooth is found, with the time of its largest light")
  func sawTooth() throws {
    let period = 0.5632
    let object = try found(
      curve { t in
        let phase = (t / period) - (t / period).rounded(.down)
        return 16 + (phase < 0.15 ? 0.8 * (1 - phase / 0.15) : 0.8 * (phase - 0.15) / 0.85)
      })
    #expect(abs(try measured("ls_period", object) / period - 1) < 1e-3)
    let epoch = try measured("ls_epoch", object) / period
    #expect(abs(epoch - epoch.rounded(.down) - 0.15) < 0.08)
    #expect(try measured("ls_power", object) > 0.9 && measured("ls_r21", object) > 0.3)
  }

  @Test("Two unequal eclipses give the whole period, not its half")
  func eclipses() throws {
    let period = 1.7731
    let object = try found(
      curve(points: 250) { t in
        let phase = (t / period) - (t / period).rounded(.down)
        let first = exp(-pow(min(phase, 1 - phase) / 0.06, 2))
        let second = exp(-pow((phase - 0.5) / 0.06, 2))
        return 15 + 0.8 * first + 0.3 * second
      })
    #expect(abs(try measured("ls_period", object) / period - 1) < 1e-3)
  }

  @Test("The points stay, and where no period can be found all numbers are NaN and a flag says so")
  func nothing() throws {
    let input = curve { _ in 15 }
    let object = try found(input)
    #expect(object.lightCurve?.time == input.time && object.lightCurve?.value == input.value)
    let short = try found(input.selecting([0, 1, 2]))
    #expect(short.flags.contains(ObjectFlag(rawValue: "no-period")))
    for name in ["ls_period", "ls_power", "ls_epoch", "ls_r21", "ls_phi31"] {
      #expect(try measured(name, short).isNaN, "\(name)")
    }
  }
}

struct SeriesAugmentationTests {
  private func run(_ stage: some Stage, _ object: SkyObject, seed: UInt64) throws -> SkyObject {
    var random = RandomStream(seed: seed, key: "star", purpose: "test")
    return try stage.run(object, random: &random)
  }

  @Test("Truncating keeps the points up to some time, all numbers of them as likely")
  func truncate() throws {
    var stage = TruncateLightCurve()
    (stage.minimumPoints, stage.probability) = (5, 1)
    let input = curve(points: 20) { $0 }
    let shuffled = input.selecting((0..<20).map { ($0 * 7) % 20 })
    var counts: [Int: Int] = [:]
    for seed in 0..<2000 {
      let object = SkyObject(id: "star", content: .lightCurve(shuffled))
      let output = try #require(run(stage, object, seed: UInt64(seed)).lightCurve)
      counts[output.count, default: 0] += 1
      #expect(Set(output.time) == Set(input.time.prefix(output.count)))
    }
    #expect(Set(counts.keys) == Set(5...20))
    #expect(counts.values.allSatisfy { abs($0 - 125) < 50 })
  }

  @Test("Stretched time keeps the phases of the period that was found")
  func stretch() throws {
    var object = SkyObject(id: "star", content: .lightCurve(curve { $0 }))
    object.measure(Measurement("ls_period", .real(2.5), unit: "d"))
    object.measure(Measurement("ls_epoch", .real(1.25), unit: "d"))
    let output = try run(StretchTime(), object, seed: 3)
    let (before, after) = (try #require(object.lightCurve), try #require(output.lightCurve))
    let factor = (after.time[9] - after.time[0]) / (before.time[9] - before.time[0])
    #expect(factor > 0.9 && factor < 1.1 && factor != 1)
    let period = try measured("ls_period", output), epoch = try measured("ls_epoch", output)
    #expect(abs(period / 2.5 - factor) < 1e-9)
    for index in before.time.indices {
      let turns = (before.time[index] - 1.25) / 2.5, later = (after.time[index] - epoch) / period
      #expect(abs(turns - later) < 1e-6)
    }
  }

  @Test("A scaled amplitude keeps the median of each band and the significance of changes")
  func scale() throws {
    var input = curve { t in 15 + cos(t) }
    input.bands = ["g", "r"]
    input.band = input.time.indices.map { $0 % 2 }
    for index in input.value.indices where input.band[index] == 1 { input.value[index] += 2 }
    let object = SkyObject(id: "star", content: .lightCurve(input))
    let output = try #require(run(ScaleAmplitude(), object, seed: 5).lightCurve)
    for band in 0..<2 {
      let points = input.points(ofBand: band)
      let before = OrderedValues(points.map { input.value[$0] })
      let after = OrderedValues(points.map { output.value[$0] })
      #expect(abs(before.median - after.median) < 1e-4)
      let factor = after.medianAbsoluteDeviation / before.medianAbsoluteDeviation
      #expect(factor > 0.79 && factor < 1.26 && abs(factor - 1) > 0.01)
      #expect(abs(Double(output.uncertainty?[0] ?? 0) / 0.01 - factor) < 1e-3)
    }
  }

  @Test("The parts of a split search have the highest peak of each, the shortest periods first")
  func ranges() throws {
    var stage = FindPeriod()
    stage.minimumPeriod = 0.5
    stage.ranges = [3, 1000]
    var random = RandomStream(seed: 1)
    let input = curve { 15 + 0.3 * cos(2 * .pi * $0 / 1.7) + 0.1 * cos(2 * .pi * $0 / 40) }
    let object = try stage.run(
      SkyObject(id: "star", content: .lightCurve(input)), random: &random)
    let periods = (try measured("ls_period_1", object), try measured("ls_period_2", object))
    #expect(abs(periods.0 / 1.7 - 1) < 1e-2 && periods.1 >= 3)
    let powers = (try measured("ls_power_1", object), try measured("ls_power_2", object))
    // Points some three days apart show a short period again among the long ones.
    #expect(powers.0 > 0.8 && powers.1 > 0.5)
    #expect(abs(1 / periods.1 + 1 / 3.0 - 1 / 1.7) < 0.02)
    // The light curve is a year long: the search has no third part.
    #expect(try measured("ls_power_3", object).isNaN)
    stage.ranges = [3, 2]
    #expect(throws: Settings.Failure.self) { try stage.validate() }
  }
}
