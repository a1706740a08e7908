import Foundation
import OrreryKit
import Testing

@testable import Stages

private func fold(_ stage: FoldByPeriod, _ curve: LightCurve) throws -> SkyObject {
  var random = RandomStream(seed: 1)
  return try stage.run(SkyObject(id: "star", content: .lightCurve(curve)), random: &random)
}

/// A pulsating star: `12 - 0.5 cos(2π (t - 2) / 0.567)` magnitudes, brightest at t = 2.
private func pulsator(shift: Double = 0) -> LightCurve {
  let times = (0..<60).map { Double($0) * 0.731 + 0.2 * sin(Double($0) * 1.9) }
  return LightCurve(
    time: times.map { $0 + shift },
    value: times.map { Float(12 - 0.5 * cos(2 * .pi * ($0 - 2) / 0.567)) }, quantity: .magnitude)
}

struct FoldByPeriodTests {
  @Test("Folding finds the period and puts the brightest phase at 0")
  func findsPeriod() throws {
    var stage = FoldByPeriod()
    (stage.minimumPeriod, stage.maximumPeriod) = (0.2, 5)
    let object = try fold(stage, pulsator())
    let curve = try #require(object.lightCurve)
    #expect(abs(try #require(curve.foldedPeriod) - 0.567) < 1e-5)
    #expect(curve.time == curve.time.sorted())
    #expect(curve.time.allSatisfy { $0 >= 0 && $0 < 1 })
    for (phase, value) in zip(curve.time, curve.value) {
      #expect(abs(Double(value) - (12 - 0.5 * cos(2 * .pi * phase))) < 1e-3)
    }
  }

  @Test("The folded curve does not depend on the origin of time")
  func originDoesNotMatter() throws {
    var stage = FoldByPeriod()
    (stage.minimumPeriod, stage.maximumPeriod) = (0.2, 5)
    let near = try #require(fold(stage, pulsator()).lightCurve)
    let far = try #require(fold(stage, pulsator(shift: 51234.5)).lightCurve)
    for (a, b) in zip(near.time, far.time) {
      #expect(min(abs(a - b), 1 - abs(a - b)) < 1e-4)
    }
  }

  @Test("Whole periods more or less do not change the phases")
  func wholePeriods() throws {
    var stage = FoldByPeriod()
    (stage.period, stage.zeroPhase, stage.epoch) = (2, .epoch, 0.5)
    let times = [0.5, 1.0, 2.25, 0.25, -7.5]
    let curve = LightCurve(time: times, value: [1, 2, 3, 4, 5], quantity: .flux)
    let folded = try #require(fold(stage, curve).lightCurve)
    let moved = try #require(
      fold(
        stage, LightCurve(time: times.map { $0 + 64 }, value: [1, 2, 3, 4, 5], quantity: .flux)
      ).lightCurve)
    #expect(folded.time == [0, 0, 0.25, 0.875, 0.875])
    #expect(folded.value == [1, 5, 2, 3, 4])
    #expect(moved.time == folded.time && moved.value == folded.value)
  }

  @Test("A point without a time stands last and stays flagged")
  func missingTime() throws {
    var stage = FoldByPeriod()
    (stage.period, stage.zeroPhase) = (2, .epoch)
    var curve = LightCurve(time: [.nan, 3, 2], value: [9, 1, 2], quantity: .flux)
    curve.flag(0, .missing)
    let folded = try #require(fold(stage, curve).lightCurve)
    #expect(folded.value == [2, 1, 9])
    #expect(folded.time[2].isNaN && folded.mask == [0, 0, PixelFlags.missing.rawValue])
  }

  @Test("The period can come from a measurement of the object")
  func measuredPeriod() throws {
    var stage = FoldByPeriod()
    (stage.measurement, stage.zeroPhase) = ("P", .epoch)
    var object = SkyObject(
      id: "s", content: .lightCurve(LightCurve(time: [1, 5], value: [1, 2], quantity: .flux)))
    var random = RandomStream(seed: 1)
    #expect(throws: DataError.self) { try stage.run(object, random: &random) }
    object.measure(Measurement("P", .real(4)))
    let folded = try #require(try stage.run(object, random: &random).lightCurve)
    #expect(folded.time == [0.25, 0.25] && folded.foldedPeriod == 4)
  }

  @Test("A curve is not folded twice, and a period of 0 is a wrong configuration")
  func refusesTwice() throws {
    var stage = FoldByPeriod()
    (stage.period, stage.zeroPhase) = (2, .epoch)
    let folded = try #require(
      fold(stage, LightCurve(time: [1, 2], value: [1, 2], quantity: .flux)).lightCurve)
    #expect(throws: DataError.self) { try fold(stage, folded) }
    stage.period = 0
    #expect(throws: Settings.Failure.self) { try stage.validate() }
  }
}
