import OrreryKit
import TestSupport
import Testing

/// Derivatives of gradients: `gradients(at:creatingGraph:)`.
@Suite struct SecondDerivativeTests {
  /// "max ties" sits on a kink.
  static let cases = referenceCases.keys.filter { $0 != "max ties" }.sorted()

  /// A number that depends on the square of an operation's output, so that linear operations too
  /// have a gradient that changes.
  static func loss(_ name: String, _ inputs: [Tensor]) throws -> Tensor {
    let reference = try #require(Reference.stored.cases[name])
    let operation = try #require(referenceCases[name])
    let output = operation(inputs)
    return (output.square() * Tensor(reference.upstream, shape: output.shape)).sum()
  }

  @Test("Gradients that are tracked are the ordinary ones", arguments: cases)
  func values(name: String) throws {
    let reference = try #require(Reference.stored.cases[name])
    let inputs = reference.inputs.map { Parameter($0.tensor) }
    let ordinary = try Self.loss(name, inputs.map(\.tensor)).gradients(at: inputs)
    let tracked = try Self.loss(name, inputs.map(\.tensor))
      .gradients(at: inputs, creatingGraph: true)
    for (a, b) in zip(ordinary, tracked) {
      #expect(a.shape == b.shape && !a.isTracked)
      let scale = max(1, a.abs().max().item)
      #expect((a - b).abs().max().item <= 1e-5 * scale)
    }
  }

  @Test("Gradients of gradients agree with finite differences", arguments: cases)
  func differences(name: String) throws {
    let reference = try #require(Reference.stored.cases[name])
    let inputs = reference.inputs.map { Parameter($0.tensor) }
    let check = checkGradient(at: inputs, tolerance: 4e-3) {
      // A case that throws has failed above already.
      guard let loss = try? Self.loss(name, inputs.map(\.tensor)) else { return Tensor(.nan) }
      let gradients = loss.gradients(at: inputs, creatingGraph: true)
      return .concatenated(gradients.map { $0.flattened() }, axis: 0)
    }
    #expect(check.isGood, "\(check)")
  }

  @Test("The third derivative of x^4 is 24 x")
  func third() {
    let x = Parameter(Tensor([0.5, -2], shape: [2]))
    let first = x.tensor.pow(4).sum().gradients(at: [x], creatingGraph: true)[0]
    let second = first.sum().gradients(at: [x], creatingGraph: true)[0]
    let third = second.sum().gradients(at: [x])[0]
    #expect(third == Tensor([12, -48], shape: [2]))
  }

  @Test("A parameter that the gradient does not depend on gets zeros")
  func independent() {
    let (x, b) = (Parameter(.ones([3])), Parameter(.ones([3])))
    let gradient = (x.tensor.square() + b.tensor).sum().gradients(at: [x], creatingGraph: true)[0]
    #expect(gradient.square().sum().gradients(at: [x, b]) == [.full([3], 8), .zeros([3])])
  }

  @Test("backward() after a penalty reaches parameters through loss and gradient")
  func penalty() throws {
    let (x, w) = (Parameter(Tensor(3)), Parameter(Tensor(2)))
    let y = w.tensor.square() * x.tensor  // dy/dx = w^2
    let slope = y.gradients(at: [x], creatingGraph: true)[0]
    #expect(slope.isTracked && x.gradient == nil && w.gradient == nil)
    (y + (slope - 1).square()).backward()  // d/dw: 2 w x + 2 (w^2 - 1) 2 w
    #expect(abs((w.gradient?.item ?? 0) - 36) < 1e-4)
    #expect(abs((x.gradient?.item ?? 0) - 4) < 1e-5)
  }
}
