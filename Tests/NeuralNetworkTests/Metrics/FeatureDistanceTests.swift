import Foundation
import OrreryKit
import Testing

@Suite("Distance of features")
struct FeatureDistanceTests {
  let distance: FeatureDistance
  let values: [Float]
  let labels: [Int]

  init() throws {
    values = try Reference.tensor("metrics/features/values").scalars
    labels = try Reference.integers("metrics/features/labels")
    distance = FeatureDistance(features: values, labels: labels)
  }

  @Test("Shrinkage and distances are scikit-learn's")
  func reference() throws {
    let others = try Reference.tensor("metrics/features/others").scalars
    let found = (0..<7).map { Float(distance.distance(others[(4 * $0)..<(4 * $0 + 4)])) }
    expectClose(
      Tensor([Float(distance.shrinkage)], shape: [1]),
      try Reference.tensor("metrics/features/shrinkage"))
    expectClose(
      Tensor(found, shape: [7]), try Reference.tensor("metrics/features/distances"),
      tolerance: 1e-5)
  }

  @Test("The threshold lets the stated share of like objects in and keeps strangers out")
  func threshold() throws {
    var random = RandomStream(seed: 5)
    func objects(_ count: Int, at centre: Double) -> [Float] {
      (0..<(3 * count)).map { _ in Float(centre + random.normal()) }
    }
    let training = objects(300, at: 0)
    var distance = FeatureDistance(
      features: training + [.nan, 0, 0], labels: [Int](repeating: 0, count: 301))
    #expect(distance.unusable == 1 && !distance.isOutside([99, 99, 99]))
    distance.calibrate(on: objects(400, at: 0), level: 0.95)
    func outside(_ values: [Float]) -> Int {
      stride(from: 0, to: values.count, by: 3).count {
        distance.isOutside(values[$0..<($0 + 3)])
      }
    }
    #expect((8...42).contains(outside(objects(400, at: 0))))  // 20 expected
    #expect(outside(objects(50, at: 6)) == 50)
    #expect(distance.isOutside([.nan, 0, 0]) && distance.distance([0, .infinity, 0]).isNaN)
    // It goes to a file and comes back.
    let copy = try JSONDecoder().decode(
      FeatureDistance.self, from: try JSONEncoder().encode(distance))
    #expect(copy == distance)
  }

  @Test("Columns that depend on each other, or do not vary, have a distance")
  func degenerate() {
    let rows = (0..<20).flatMap { (n: Int) -> [Float] in [Float(n), Float(2 * n), 1] }
    let distance = FeatureDistance(features: rows, labels: [Int](repeating: 0, count: 20))
    #expect(distance.distance([10, 20, 1]).isFinite)
    #expect(distance.distance([10, 20, 5]) > distance.distance([10, 20, 1]))
    let flat = FeatureDistance(features: [1, 1, 1, 1], labels: [0, 0])
    #expect(flat.distance([1, 1]) == 0 && flat.distance([1, 2]) > 1e6)
  }
}
