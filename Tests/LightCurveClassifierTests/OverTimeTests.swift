import Foundation
import OrreryKit
import Testing

@testable import LightCurveClassifier

/// Probabilities as more and more of a curve is seen.
struct OverTimeTests {
  private func table(_ model: LightCurveClassifier, _ object: SkyObject) throws -> Catalog {
    try #require(
      SampleCurves.predict(model, [object])[0].tables[LightCurveClassifier.overTime])
  }

  @Test("The table has a column for each class, times from the first point, and ends at the answer")
  func table() throws {
    let model = try SampleCurves.model { $0.times = 10 }
    let object = SampleCurves.object()
    let table = try table(model, object)
    #expect(table.columns.map(\.name) == ["time", "points", "x", "y", "z"])
    #expect(table.rowCount == 10)
    let times = try #require(table["time"]?.doubles)
    let curve = try #require(object.lightCurve)
    #expect(times == times.sorted() && times.last == curve.time[39] - curve.time[0])
    #expect(table["points"]?.doubles == (1...10).map { 4 * Double($0) })
    let answer = try SampleCurves.predict(model, [object])[0].probabilities
    for (name, value) in zip(["x", "y", "z"], answer) {
      #expect(abs(try #require(table[name]?.doubles?.last) - Double(value)) < 1e-5)
    }
  }

  @Test("What comes later does not change what is said of earlier times")
  func causal() throws {
    let model = try SampleCurves.model { $0.times = 10 }
    let object = SampleCurves.object()
    let changed = SampleCurves.changed(object) { curve in
      for index in 24..<40 { curve.value[index] = 12 }
    }
    let (first, second) = (try table(model, object), try table(model, changed))
    for name in ["x", "y", "z"] {
      let (a, b) = (first[name]?.doubles ?? [], second[name]?.doubles ?? [])
      #expect(zip(a, b).prefix(6).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(zip(a, b).dropFirst(6).contains { $0 != $1 })
    }
  }

  @Test("Of fewer points than rows each point is a row, and the first has no answer")
  func few() throws {
    let model = try SampleCurves.model { $0.times = 10 }
    let table = try table(model, SampleCurves.object(points: 3))
    #expect(table.rowCount == 3)
    let values = try #require(table["x"]?.doubles)
    #expect(values[0].isNaN && values[1].isFinite && values[2].isFinite)
    let empty = SampleCurves.changed(SampleCurves.object()) { $0 = $0.selecting([]) }
    #expect(try self.table(model, empty).rowCount == 0)
  }
}
