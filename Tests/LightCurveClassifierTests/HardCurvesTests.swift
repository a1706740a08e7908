import Foundation
import OrreryKit
import Testing

@testable import LightCurveClassifier

/// Curves of which little or nothing can be said.
struct HardCurvesTests {
  /// The only prediction of a changed curve.
  private func prediction(_ change: (inout LightCurve) -> Void) throws -> Prediction {
    let object = SampleCurves.changed(SampleCurves.object(), change)
    return try SampleCurves.predict(SampleCurves.model(), [object])[0]
  }

  private func isSilent(_ prediction: Prediction) -> Bool {
    prediction.probabilities.count == 3 && prediction.probabilities.allSatisfy(\.isNaN)
      && prediction.features.isEmpty
  }

  @Test("A curve without a good point, with one, or of one value gets a flag and NaN")
  func nothing() throws {
    let empty = try prediction { $0 = $0.selecting([]) }
    #expect(isSilent(empty) && empty.flags == [.noValidData])
    let missing = try prediction { $0.value = $0.value.map { _ in .nan } }
    #expect(isSilent(missing) && missing.flags == [.missingData, .noValidData])
    let masked = try prediction { curve in
      for index in curve.time.indices { curve.flag(index, .instrument) }
    }
    #expect(isSilent(masked) && masked.flags == [.missingData, .noValidData])
    let single = try prediction { $0 = $0.selecting([3]) }
    #expect(isSilent(single) && single.flags == [.tooFewPoints])
    let constant = try prediction { $0.value = $0.value.map { _ in 17 } }
    #expect(isSilent(constant) && constant.flags == [.constant])
  }

  @Test("Objects without an answer do not move the answers of others")
  func between() throws {
    let model = try SampleCurves.model()
    let good = SampleCurves.object("good")
    let bad = SampleCurves.changed(SampleCurves.object()) { $0 = $0.selecting([]) }
    let mixed = try SampleCurves.predict(model, [bad, good, bad])
    let alone = try SampleCurves.predict(model, [good])[0]
    #expect(isClose(mixed[1].probabilities, alone.probabilities))
    #expect(isSilent(mixed[0]) && isSilent(mixed[2]))
    #expect(try SampleCurves.predict(model, []).isEmpty)
    #expect(try isSilent(SampleCurves.predict(model, [bad])[0]))
  }

  @Test("Bad points count as if they were not there, and the object is flagged")
  func badPoints() throws {
    let model = try SampleCurves.model()
    let object = SampleCurves.object()
    let bad = [2, 11, 12, 30, 31]
    let spoiled = SampleCurves.changed(object) { curve in
      curve.value[2] = .nan
      curve.time[11] = .nan
      curve.flag(12, .cosmicRay)
      curve.uncertainty?[30] = .infinity
      curve.uncertainty?[31] = 0
    }
    let removed = SampleCurves.changed(object) { curve in
      curve = curve.selecting(curve.time.indices.filter { !bad.contains($0) })
    }
    let (first, second) = (
      try SampleCurves.predict(model, [spoiled])[0], try SampleCurves.predict(model, [removed])[0]
    )
    #expect(first.probabilities == second.probabilities)
    #expect(first.flags == [.missingData] && second.flags.isEmpty)
  }

  @Test("Curves without errors, with huge values or two points at once give finite answers")
  func extremes() throws {
    let changes: [(inout LightCurve) -> Void] = [
      { $0.uncertainty = nil },
      { $0.value[5] = 1e30 },
      { $0.value = $0.value.map { $0 * 1e-30 } },
      { $0.time = $0.time.map { _ in 58_000 } },
      { $0 = $0.selecting([0, 2]) },
      { $0 = $0.selecting(($0.time.indices).filter { $0 % 2 == 0 }) },
      { $0.time[0] = -1e15 },
    ]
    for (place, change) in changes.enumerated() {
      let prediction = try prediction(change)
      #expect(prediction.probabilities.allSatisfy { $0 >= 0 && $0 <= 1 }, "\(place)")
    }
  }

  @Test("A long curve is thinned evenly, and says so")
  func long() throws {
    let model = try SampleCurves.model { $0.maximumPoints = 50 }
    let prediction = try SampleCurves.predict(model, [SampleCurves.object(points: 400)])[0]
    #expect(prediction.flags == [.thinned] && prediction.probabilities.allSatisfy(\.isFinite))
    let batch = try model.inputs([SampleCurves.object(points: 400)])
    #expect(batch.lengths == [50])
  }

  @Test("Objects of another kind, band or quantity are refused by name")
  func refused() throws {
    let model = try SampleCurves.model()
    let image = SkyObject(
      id: "i", content: .image(Image(pixels: [0], channels: 1, height: 1, width: 1)))
    let band = SampleCurves.changed(SampleCurves.object()) { $0.bands = ["g", "z"] }
    let flux = SampleCurves.changed(SampleCurves.object()) { $0.quantity = .flux }
    for (object, word) in [(image, "image"), (band, "'z'"), (flux, "fluxs")] {
      #expect {
        _ = try SampleCurves.predict(model, [object])
      } throws: { "\($0)".contains(word.replacing("fluxs", with: "flux")) }
    }
  }

  @Test("Bands are told by their names, in whatever order a curve lists them")
  func bandNames() throws {
    let model = try SampleCurves.model()
    let object = SampleCurves.object()
    let swapped = SampleCurves.changed(object) { curve in
      curve.bands = ["r", "g"]
      curve.band = curve.band.map { 1 - $0 }
    }
    #expect(
      try SampleCurves.predict(model, [object])[0].probabilities
        == SampleCurves.predict(model, [swapped])[0].probabilities)
  }

  @Test("An object without a period is read in time, with one in the order of phases")
  func withoutPeriod() throws {
    let model = try SampleCurves.model { $0.phase = .order }
    var object = SampleCurves.object()
    let folded = try SampleCurves.predict(model, [object])[0].probabilities
    object.measure(Measurement("ls_period", .real(.nan)))
    let unfolded = try SampleCurves.predict(model, [object])[0].probabilities
    #expect(folded != unfolded && unfolded.allSatisfy(\.isFinite))
  }
}
