import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Flow

struct RationalQuadraticSplineTests {
  private let spline = RationalQuadraticSpline(bins: 5, bound: 3)

  private func random(_ shape: [Int], _ deviation: Float, seed: UInt64) -> Tensor {
    var random = RandomStream(seed: seed)
    return .normal(shape, mean: 0, deviation: deviation, &random)
  }

  @Test("Zeros in the parameters make the identity, in the splines and in their tails")
  func identity() {
    let x = Tensor([-7, -3, -1.3, 0, 0.2, 2.9999, 3, 5], shape: [4, 2])
    let (y, logSlope) = spline(x, .zeros([4, 2, spline.parameterCount]))
    for (a, b) in zip(x.scalars, y.scalars) { #expect(abs(a - b) < 1e-5) }
    #expect(logSlope.scalars.allSatisfy { abs($0) < 1e-5 })
  }

  @Test("The inverse gives x back within 1e-4; for wild parameters a value with the same y")
  func roundTrip() {
    let x = random([200, 3], 2, seed: 1)
    let tame = random([200, 3, spline.parameterCount], 0.7, seed: 2)
    let back = spline.inverse(spline(x, tame).y, tame)
    for (a, b) in zip(x.scalars, back.scalars) { #expect(abs(a - b) < 1e-4) }
    // Where the curve is nearly flat, many x have one y in single precision.
    let wild = random([200, 3, spline.parameterCount], 3, seed: 2)
    let y = spline(x, wild).y
    let again = spline(spline.inverse(y, wild), wild).y
    for (a, b) in zip(y.scalars, again.scalars) { #expect(abs(a - b) < 2e-4) }
  }

  @Test("ln dy/dx is the logarithm of the slope that differences show")
  func slope() {
    let x = random([100, 1], 1.5, seed: 3)
    let parameters = random([100, 1, spline.parameterCount], 1, seed: 4)
    let (_, logSlope) = spline(x, parameters)
    let step: Float = 1e-3
    let (up, down) = (spline(x + step, parameters).y, spline(x - step, parameters).y)
    var compared = 0
    for (index, number) in x.scalars.enumerated() where abs(number) < 2.99 {
      let slope = (up.scalars[index] - down.scalars[index]) / (2 * step)
      #expect(abs(log(slope) - logSlope.scalars[index]) < 0.02, "\(number)")
      compared += 1
    }
    #expect(compared > 50)
  }

  @Test("Gradients of value and slope agree with differences, for numbers and parameters")
  func gradients() {
    let x = random([6, 2], 1.5, seed: 5)
    let parameters = random([6, 2, spline.parameterCount], 0.5, seed: 6)
    let check = checkGradient([x, parameters], step: 2e-3, tolerance: 1e-2) { inputs in
      let (y, logSlope) = spline(inputs[0], inputs[1])
      return .concatenated([y, logSlope * 0.5], axis: 1)
    }
    #expect(check.isGood, "\(check)")
  }

  @Test("An empty batch gives an empty batch")
  func empty() {
    let (y, logSlope) = spline(.zeros([0, 2]), .zeros([0, 2, spline.parameterCount]))
    #expect(y.shape == [0, 2] && logSlope.shape == [0, 2])
  }
}
