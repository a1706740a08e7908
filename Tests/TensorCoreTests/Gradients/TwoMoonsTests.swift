import Foundation
import OrreryKit
import Testing

@Suite struct TwoMoonsTests {
  /// Two half circles that reach into each other, with noise.
  private func moons(_ count: Int) -> (points: Tensor, classes: Tensor) {
    var random = RandomStream(seed: 3, key: "moons")
    var points: [Float] = []
    for index in 0..<count {
      let angle = random.uniform(0, .pi)
      let (x, y) =
        index % 2 == 0 ? (cos(angle), sin(angle)) : (1 - cos(angle), 0.5 - sin(angle))
      points += [Float(x + 0.1 * random.normal()), Float(y + 0.1 * random.normal())]
    }
    return (
      Tensor(points, shape: [count, 2]),
      Tensor((0..<count).map { Float($0 % 2) }, shape: [count, 1])
    )
  }

  /// Binary cross-entropy of logits: softplus(z) - t z. Returns losses and the final accuracy.
  private func train(
    _ parameters: [Parameter], rate: Float, steps: Int, _ logits: (Tensor) -> Tensor
  ) -> (losses: [Float], accuracy: Float) {
    let (points, classes) = moons(200)
    var losses: [Float] = []
    for _ in 0..<steps {
      let z = logits(points)
      let loss = (z.softplus() - classes * z).mean()
      loss.backward()
      for parameter in parameters {
        if let gradient = parameter.gradient { parameter.value -= gradient * rate }
        parameter.gradient = nil
      }
      losses.append(loss.item)
    }
    let guess = withoutGradient { logits(points) }.greater(than: Tensor(0))
    return (losses, guess.equal(to: classes).mean().item)
  }

  @Test("Logistic regression finds the line between two moons")
  func logisticRegression() throws {
    let (weight, bias) = (Parameter(.zeros([1, 2])), Parameter(.zeros([1])))
    let result = train([weight, bias], rate: 1, steps: 200) {
      $0.linear(weight.tensor, bias: bias.tensor)
    }
    #expect(abs(result.losses[0] - Float(log(2.0))) < 1e-6)
    #expect(try #require(result.losses.last) < 0.3)
    #expect(result.accuracy > 0.84)
  }

  @Test("A hidden layer separates two moons")
  func hiddenLayer() throws {
    var random = RandomStream(seed: 4, key: "weights")
    let parameters = [
      Parameter(.uniform([16, 2], -1, 1, &random)), Parameter(.zeros([16])),
      Parameter(.uniform([1, 16], -0.3, 0.3, &random)), Parameter(.zeros([1])),
    ]
    let result = train(parameters, rate: 1, steps: 600) {
      let p = parameters.map(\.tensor)
      return $0.linear(p[0], bias: p[1]).tanh().linear(p[2], bias: p[3])
    }
    #expect(try #require(result.losses.last) < 0.05)
    #expect(result.accuracy > 0.98)
  }
}
