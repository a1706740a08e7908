import Foundation
import OrreryKit
import Testing

@Suite("Schedules")
struct ScheduleTests {
  func expected(_ name: String) throws -> [Double] {
    try Reference.tensor("schedules/\(name)").scalars.map(Double.init)
  }

  /// Factors agree to the rounding of the reference to Float32.
  func agrees(_ factors: [Double], _ name: String) throws {
    for (count, (own, other)) in zip(factors, try expected(name)).enumerated() {
      #expect(abs(own - other) <= 1e-6 * other + 1e-12, "\(name), count \(count)")
    }
    #expect(factors.count == 40)
  }

  @Test("Factors are PyTorch's")
  func factors() throws {
    for (name, schedule): (String, any Schedule) in [
      ("step", StepDecay(every: 7, factor: 0.3)), ("exponential", ExponentialDecay(factor: 0.9)),
      ("cosine", CosineDecay(total: 39, minimum: 0.01)),
      ("warm-up", CosineDecay(total: 39, warmUp: 5, minimum: 0.1)),
      ("one-cycle", OneCycle(total: 40)),
    ] {
      try agrees((0..<40).map(schedule.factor), name)
    }
    #expect((0..<40).allSatisfy { ConstantRate().factor(at: $0) == 1 })
  }

  @Test("The plateau is PyTorch's, also when it goes on from its state")
  func plateau() throws {
    func fresh() -> ReduceOnPlateau {
      ReduceOnPlateau(factor: 0.5, patience: 2, cooldown: 1, minimum: 0.05)
    }
    var schedule = fresh()
    var factors: [Double] = []
    for (count, score) in try expected("plateau/scores").enumerated() {
      factors.append(schedule.factor(at: count))
      schedule.observe(score)
      var other = fresh()
      other.state = schedule.state
      schedule = other
    }
    try agrees(factors, "plateau")
  }

  @Test("A cycle whose rise is one step or less begins at the top", arguments: [1, 2, 3, 10])
  func shortRise(total: Int) {
    let factors = (0..<total).map(OneCycle(total: total, rise: 1 / Double(total + 1)).factor)
    #expect(factors.allSatisfy(\.isFinite) && factors == factors.sorted(by: >))
    #expect(OneCycle(total: 10, rise: 0.1).factor(at: 0) == 1)
  }

  @Test("After its end a schedule stays where it is")
  func end() {
    #expect(CosineDecay(total: 10, minimum: 0.1).factor(at: 50) == 0.1)
    #expect(abs(OneCycle(total: 10).factor(at: 50) - 1 / (25 * 10_000.0)) < 1e-12)
  }
}
