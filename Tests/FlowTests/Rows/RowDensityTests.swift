import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Flow

struct RowDensityTests {
  private static let kinds = RowFlowSettings.Structure.allCases.flatMap { structure in
    RowFlowSettings.Transform.allCases.map { (structure, $0) }
  }

  private func flow(
    _ structure: RowFlowSettings.Structure, _ transform: RowFlowSettings.Transform,
    dimensions: Int = 3, steps: Int = 3, hidden: Int = 8
  ) -> RowDensity {
    var settings = RowFlowSettings()
    (settings.structure, settings.transform) = (structure, transform)
    (settings.steps, settings.hidden, settings.blocks, settings.bins) = (steps, hidden, 1, 6)
    settings.bound = 4
    var random = RandomStream(seed: 1)
    return RowDensity(settings, dimensions: dimensions, random: &random)
  }

  private func normal(_ shape: [Int], seed: UInt64, deviation: Float = 1) -> Tensor {
    var random = RandomStream(seed: seed)
    return .normal(shape, mean: 0, deviation: deviation, &random)
  }

  private func latents(_ flow: RowDensity, _ rows: Tensor) -> (z: Tensor, logDeterminant: Tensor) {
    var pass = Pass.inference
    return withoutGradient { flow.latents(rows, &pass) }
  }

  @Test("A fresh flow of splines is a Gaussian of deviation 1, whatever the order of its steps")
  func fresh() {
    let flow = flow(.autoregressive, .spline)
    var pass = Pass.inference
    let found = flow.logDensity(Tensor([0, 0, 0, 1, 2, -2], shape: [2, 3]), &pass).scalars
    let centre = Float(-1.5 * log(2 * Double.pi))
    #expect(abs(found[0] - centre) < 1e-4 && abs(found[1] - (centre - 4.5)) < 1e-4)
  }

  @Test("x to z to x comes back within 1e-4", arguments: kinds)
  func roundTrip(
    structure: RowFlowSettings.Structure, transform: RowFlowSettings.Transform
  ) {
    for dimensions in [1, 2, 5] {
      let flow = flow(structure, transform, dimensions: dimensions)
      flow.shake(by: 0.08)
      let rows = normal([50, dimensions], seed: 7, deviation: 1)
      let back = flow.rows(latents(flow, rows).z)
      let worst = zip(rows.scalars, back.scalars).map { abs($0 - $1) }.max() ?? 1
      #expect(worst < 1e-4, "\(dimensions) numbers")
    }
  }

  @Test("The log-determinant is that of the numerical Jacobian", arguments: kinds)
  func jacobian(
    structure: RowFlowSettings.Structure, transform: RowFlowSettings.Transform
  ) {
    let flow = flow(structure, transform)
    flow.shake(by: 0.2)
    for seed in 11...15 as ClosedRange<UInt64> {
      let point = normal([1, 3], seed: seed)
      let expected = logDeterminant(at: point.scalars, step: 1e-3) {
        latents(flow, Tensor($0, shape: [1, 3])).z.scalars
      }
      #expect(abs(Double(latents(flow, point).logDeterminant.item) - expected) < 0.03)
    }
  }

  @Test("The density of a flow over the plane integrates to 1", arguments: kinds)
  func integral(
    structure: RowFlowSettings.Structure, transform: RowFlowSettings.Transform
  ) {
    let flow = flow(structure, transform, dimensions: 2)
    flow.shake(by: 0.2)
    let (side, reach) = (160, Float(8))
    let cell = 2 * reach / Float(side)
    func middle(_ index: Int) -> Float { (Float(index) + 0.5) * cell - reach }
    let points = (0..<side * side).flatMap { [middle($0 % side), middle($0 / side)] }
    let rows = Tensor(points, shape: [side * side, 2])
    var pass = Pass.inference
    let found = withoutGradient { flow.logDensity(rows, &pass) }.scalars
    let sum = found.reduce(0.0) { $0 + exp(Double($1)) } * Double(cell * cell)
    #expect(abs(sum - 1) < 0.02, "\(sum)")
  }

  @Test("A flow of three numbers has gradients that agree with differences")
  func gradients() {
    let flow = flow(.autoregressive, .spline, steps: 2, hidden: 4)
    flow.shake(by: 0.3)
    let rows = normal([4, 3], seed: 9)
    let check = checkGradient(at: flow.parameters, step: 2e-3, tolerance: 2e-2) {
      var pass = Pass.inference
      return flow.logDensity(rows, &pass)
    }
    #expect(check.isGood, "\(check)")
  }

  @Test("Trained on two half moons, it beats a Gaussian by far and its samples are moons")
  func moons() {
    let flow = flow(.coupling, .spline, dimensions: 2, steps: 4, hidden: 24)
    var random = RandomStream(seed: 3, purpose: "moons")
    func moons(_ count: Int) -> Tensor {
      let values = (0..<count).flatMap { index -> [Float] in
        let angle = random.uniform(0, Double.pi)
        let isUpper = index % 2 == 0
        let x = isUpper ? cos(angle) : 1 - cos(angle)
        let y = isUpper ? sin(angle) : 0.5 - sin(angle)
        return [Float(x - 0.5 + 0.05 * random.normal()), Float(y - 0.25 + 0.05 * random.normal())]
      }
      return Tensor(values, shape: [count, 2])
    }
    var adam = Adam(flow, learningRate: 5e-3)
    for _ in 0..<150 {
      var pass = Pass.training(RandomStream(seed: 0))
      adam.zeroGradients()
      (-flow.logDensity(moons(128), &pass)).mean().backward()
      adam.step()
    }
    var pass = Pass.inference
    let held = withoutGradient { flow.logDensity(moons(1000), &pass).mean() }.item
    // A Gaussian of these moments has -1.9; the moons themselves about -0.1.
    #expect(held > -0.9, "\(held)")
    let samples = flow.rows(normal([400, 2], seed: 8)).scalars
    let near = stride(from: 0, to: 800, by: 2).count { index in
      let (x, y) = (Double(samples[index]) + 0.5, Double(samples[index + 1]) + 0.25)
      return min(abs(hypot(x, y) - 1), abs(hypot(x - 1, y - 0.5) - 1)) < 0.2
    }
    #expect(near > 300, "\(near) of 400 samples lie on the moons")
  }
}
