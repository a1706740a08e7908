import OrreryKit
import TestSupport
import Testing

@Suite struct OperationTests {
  @Test("Every case of reference.py has its Swift side and the other way round")
  func complete() {
    #expect(Set(Reference.stored.cases.keys) == Set(referenceCases.keys))
    #expect(referenceCases.count > 80)
  }

  @Test("Values and gradients are PyTorch's", arguments: referenceCases.keys.sorted())
  func agreesWithPyTorch(name: String) throws {
    let reference = try #require(Reference.stored.cases[name])
    let operation = try #require(referenceCases[name])
    let inputs = reference.inputs.map { Parameter($0.tensor) }
    let output = operation(inputs.map(\.tensor))
    #expect(output.shape == reference.output.shape)
    expectClose(output.scalars, reference.output.values, "output")

    let upstream = Tensor(reference.upstream, shape: output.shape)
    (output * upstream).sum().backward()
    for (number, input) in inputs.enumerated() {
      let gradient = try #require(input.gradient, "input \(number) got no gradient")
      #expect(gradient.shape == input.value.shape)
      expectClose(gradient.scalars, reference.gradients[number], "gradient \(number)")
    }
  }

  @Test(
    "Values and gradients are the same where memory lies channels-last",
    arguments: referenceCases.keys.sorted())
  func agreesChannelsLast(name: String) throws {
    let reference = try #require(Reference.stored.cases[name])
    let operation = try #require(referenceCases[name])
    let inputs = reference.inputs.map { Parameter($0.tensor) }
    let output = operation(inputs.map { channelsLast($0.tensor) })
    expectClose(output.scalars, reference.output.values, "output")
    let upstream = channelsLast(Tensor(reference.upstream, shape: output.shape))
    (channelsLast(output) * upstream).sum().backward()
    for (number, input) in inputs.enumerated() {
      let gradient = try #require(input.gradient, "input \(number) got no gradient")
      expectClose(gradient.scalars, reference.gradients[number], "gradient \(number)")
    }
  }

  /// The same values as image operations leave them in memory.
  private func channelsLast(_ x: Tensor) -> Tensor {
    guard x.rank == 3 || x.rank == 4, x.count > 0 else { return x }
    let image = x.rank == 4 ? x : x.inserted(axis: 2)
    return image.upsampleNearest2d(by: 1).reshaped(x.shape)
  }

  // "max ties" sits on a kink, where the gradient is a choice.
  @Test(
    "Gradients agree with finite differences",
    arguments: referenceCases.keys.filter { $0 != "max ties" }.sorted())
  func agreesWithDifferences(name: String) throws {
    let reference = try #require(Reference.stored.cases[name])
    let operation = try #require(referenceCases[name])
    let check = checkGradient(reference.inputs.map(\.tensor), operation)
    #expect(check.isGood, "\(check)")
  }

  /// Within 2e-6 of the largest value, or 1e-6: a few roundings.
  private func expectClose(_ values: [Float], _ expected: [Float], _ what: String) {
    #expect(values.count == expected.count)
    let scale = max(0.5, expected.map(abs).max() ?? 0)
    for (index, (a, b)) in zip(values, expected).enumerated() where !(abs(a - b) <= 2e-6 * scale) {
      Issue.record("\(what) \(index): \(a), PyTorch has \(b)")
    }
  }
}
