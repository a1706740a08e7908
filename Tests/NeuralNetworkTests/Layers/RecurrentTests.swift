import OrreryKit
@testable import TensorCore
import TestSupport
import Testing

@Suite("Recurrent layers")
struct RecurrentTests {
  typealias Kind = RecurrentModel.Kind

  /// Sequences of mixed lengths, one of them without a step.
  static let lengths = [3, 5, 0, 1, 5, 4, 2]

  struct Case: Sendable, CustomTestStringConvertible {
    var kind: Kind
    var name: String
    var generation: Generation
    var testDescription: String { "\(kind) \(name), kernels \(generation)" }
  }

  static let cases = Generation.available.flatMap { generation in
    Kind.allCases.flatMap { kind in
      ["plain", "one", "deep"].map { Case(kind: kind, name: $0, generation: generation) }
    }
  }

  @Test("Outputs, final states and gradients are PyTorch's", arguments: cases)
  func agreement(_ test: Case) throws {
    let prefix = "recurrent/\(test.kind)-\(test.name)/"
    let (kind, isDeep) = (test.kind, test.name == "deep")
    let model =
      switch test.name {
      case "plain": RecurrentModel(kind, inputs: 3, hidden: 5)
      case "one": RecurrentModel(kind, inputs: 2, hidden: 17, hasBias: false)
      default: RecurrentModel(kind, inputs: 3, hidden: 4, layers: 2, isBidirectional: true)
      }
    _ = try model.module.load(try Reference.group(prefix + "state"))
    let names = kind.hasCell ? ["hidden", "cell"] : ["hidden"]
    let input = Parameter(try Reference.tensor(prefix + "input"))
    let states =
      isDeep ? try names.map { Parameter(try Reference.tensor(prefix + "initial_" + $0)) } : []
    let lengths = isDeep ? try Reference.integers(prefix + "lengths") : nil

    let outputs = test.generation.use {
      let outputs = model(input.tensor, lengths: lengths, states: states.map(\.tensor))
      outputs.mixed().backward()
      return outputs
    }
    for (name, output) in zip(["output"] + names, outputs) {
      expectClose(output, try Reference.tensor(prefix + name), "\(name)")
    }
    expectClose(
      try #require(input.gradient), try Reference.tensor(prefix + "input_gradient"))
    for (name, state) in zip(names, states) {
      expectClose(
        try #require(state.gradient), try Reference.tensor(prefix + "initial_\(name)_gradient"))
    }
    for named in model.module.namedParameters {
      expectClose(
        try #require(named.parameter.gradient),
        try Reference.tensor(prefix + "gradient/" + named.name), "\(named.name)")
    }
  }

  @Test("Gradients are those of differences", arguments: [Kind.lstm, .gru, .rnn])
  func differences(kind: Kind) {
    let model = RecurrentModel(kind, inputs: 2, hidden: 3, isBidirectional: true)
    var random = RandomStream(seed: 2)
    let input = Parameter(.normal([3, 4, 2], &random))
    let states = (0..<(kind.hasCell ? 2 : 1)).map { _ in
      Parameter(Tensor.normal([2, 3, 3], &random))
    }
    let check = checkGradient(at: [input] + states + model.module.parameters) {
      let outputs = model(input.tensor, lengths: [2, 4, 0], states: states.map(\.tensor))
      return .concatenated(outputs.map { $0.flattened() }, axis: 0)
    }
    #expect(check.isGood, "\(check)")
  }

  @Test("Kernels agree with the same formulas in plain operations", arguments: Kind.allCases)
  func formulas(kind: Kind) throws {
    let model = RecurrentModel(kind, inputs: 37, hidden: 67)
    var random = RandomStream(seed: 3)
    let input = Parameter(.normal([29, 4, 37], &random))
    let lengths = (0..<29).map { $0 * 3 % 5 }
    for generation in Generation.available {
      let outputs = generation.use {
        let outputs = model(input.tensor, lengths: lengths)
        outputs.mixed().backward()
        return outputs
      }
      let parameters = [input] + model.module.parameters
      let gradients = try parameters.map { try #require($0.gradient) }
      for parameter in parameters { parameter.gradient = nil }
      let plain = PlainRecurrence(kind, model.module).run(input.tensor, lengths: lengths)
      let expected = plain.mixed().gradients(at: parameters)
      for (own, other) in zip(outputs, plain) { expectClose(own, other) }
      for (own, other) in zip(gradients, expected) { expectClose(own, other, tolerance: 3e-5) }
    }
  }

  @Test("Rounded factors are those of dense layers, forward and back", arguments: Kind.allCases)
  func roundedFactors(kind: Kind) throws {
    let model = RecurrentModel(kind, inputs: 37, hidden: 67)
    var random = RandomStream(seed: 3)
    let input = Parameter(.normal([29, 4, 37], &random))
    let lengths = (0..<29).map { $0 * 3 % 5 }
    let parameters = [input] + model.module.parameters
    let exact = model(input.tensor, lengths: lengths).mixed().gradients(at: parameters)
    for generation in Generation.available {
      let (outputs, gradients, plain, expected) = generation.use {
        let (outputs, plain) = withPrecision(.bfloat16) {
          (
            model(input.tensor, lengths: lengths),
            PlainRecurrence(kind, model.module).run(input.tensor, lengths: lengths)
          )
        }
        return (
          outputs, outputs.mixed().gradients(at: parameters), plain,
          plain.mixed().gradients(at: parameters)
        )
      }
      // The last bits of a float decide now and then how it is rounded.
      for (own, other) in zip(outputs, plain) { expectClose(own, other, tolerance: 2e-3) }
      for (index, own) in gradients.enumerated() {
        expectClose(own, expected[index], tolerance: 5e-3)
        #expect(own != exact[index])
      }
    }
  }

  @Test("Bits are the same for one and two threads", arguments: Kind.allCases)
  func threads(kind: Kind) {
    let model = RecurrentModel(kind, inputs: 5, hidden: 20, layers: 2, isBidirectional: true)
    var random = RandomStream(seed: 4)
    let input = Parameter(.normal([45, 6, 5], &random))
    let lengths = (0..<45).map { $0 * 5 % 7 }
    func run(_ threads: Int) -> [Tensor] {
      Compute.withThreads(threads) {
        let outputs = model(input.tensor, lengths: lengths)
        return outputs + outputs.mixed().gradients(at: [input] + model.module.parameters)
      }
    }
    for precision in Precision.allCases {
      withPrecision(precision) {
        let first = run(1)
        #expect(first == run(2))
        #expect(first == run(1))
      }
    }
  }

  @Test("Lengths of all steps change no bit", arguments: Kind.allCases)
  func fullLengths(kind: Kind) {
    let model = RecurrentModel(kind, inputs: 3, hidden: 6, layers: 2, isBidirectional: true)
    var random = RandomStream(seed: 5)
    let input = Tensor.normal([5, 4, 3], &random)
    #expect(model(input) == model(input, lengths: [4, 4, 4, 4, 4]))
  }

  @Test("A sequence's bits do not depend on the others", arguments: Kind.allCases)
  func alone(kind: Kind) {
    let model = RecurrentModel(kind, inputs: 3, hidden: 70, layers: 2, isBidirectional: true)
    var random = RandomStream(seed: 6)
    let input = Tensor.normal([7, 5, 3], &random)
    let together = model(input, lengths: Self.lengths)
    for row in 0..<7 {
      let steps = Self.lengths[row]
      let alone = model(input.sliced(axis: 0, row..<row + 1).sliced(axis: 1, 0..<steps))
      #expect(
        alone[0] == together[0].sliced(axis: 0, row..<row + 1).sliced(axis: 1, 0..<steps))
      for (own, all) in zip(alone, together).dropFirst() {
        #expect(own == all.sliced(axis: 1, row..<row + 1))
      }
    }
  }

  @Test("What stands after a sequence's length is not looked at; the output there is 0")
  func padding() throws {
    let model = RecurrentModel(.lstm, inputs: 2, hidden: 3)
    var random = RandomStream(seed: 7)
    var input = Tensor.normal([2, 3, 2], &random)
    input.withUnsafeMutableBufferPointer { $0[10] = .nan }
    let parameter = Parameter(input)
    let outputs = model(parameter.tensor, lengths: [3, 2])
    outputs.mixed().backward()
    #expect(outputs.allSatisfy { $0.scalars.allSatisfy(\.isFinite) })
    #expect(outputs[0].scalars.suffix(3) == [0, 0, 0])
    let gradient = try #require(parameter.gradient).scalars
    #expect(gradient.allSatisfy(\.isFinite) && gradient.suffix(2) == [0, 0])
  }

  @Test("A sequence of no steps keeps its initial state", arguments: Kind.allCases)
  func noSteps(kind: Kind) {
    let model = RecurrentModel(kind, inputs: 2, hidden: 3)
    var random = RandomStream(seed: 8)
    let states = (0..<(kind.hasCell ? 2 : 1)).map { _ in
      Parameter(Tensor.normal([1, 2, 3], &random))
    }
    let outputs = model(.zeros([2, 4, 2]), lengths: [0, 1], states: states.map(\.tensor))
    #expect(outputs[0].sliced(axis: 0, 0..<1) == .zeros([1, 4, 3]))
    for (state, final) in zip(states, outputs.dropFirst()) {
      let kept = final.sliced(axis: 1, 0..<1)
      #expect(kept == state.value.sliced(axis: 1, 0..<1))
      let gradient = kept.sum().gradients(at: [state], keepingGraph: true)[0]
      #expect(gradient.scalars == [1, 1, 1, 0, 0, 0])
    }
  }

  @Test("An empty batch and sequences of no length go forward and back", arguments: Kind.allCases)
  func empty(kind: Kind) throws {
    for shape in [[0, 4, 2], [3, 0, 2], [0, 0, 2]] {
      let model = RecurrentModel(kind, inputs: 2, hidden: 3, layers: 2, isBidirectional: true)
      let input = Parameter(.zeros(shape))
      let outputs = model(input.tensor)
      #expect(outputs[0].shape == [shape[0], shape[1], 6])
      #expect(outputs[1] == .zeros([4, shape[0], 3]))
      outputs.mixed().backward()
      #expect(input.gradient?.shape == shape)
      for parameter in model.module.parameters {
        #expect(parameter.gradient == .zeros(parameter.value.shape))
      }
    }
  }

  @Test("A transposed input gives the same")
  func transposed() {
    let model = RecurrentModel(.gru, inputs: 3, hidden: 4)
    var random = RandomStream(seed: 9)
    let input = Tensor.normal([2, 5, 3], &random)
    let steps = input.permuted([1, 0, 2])  // [T, N, C]
    #expect(model(steps.permuted([1, 0, 2])) == model(input))
  }

  @Test("A graph that is kept goes back twice, also from the final state alone")
  func twice() {
    let model = RecurrentModel(.lstm, inputs: 2, hidden: 3)
    var random = RandomStream(seed: 10)
    let outputs = model(.normal([2, 3, 2], &random))
    let parameters = model.module.parameters
    let last = outputs[1].sum()
    let first = last.gradients(at: parameters, keepingGraph: true)
    #expect(first == last.gradients(at: parameters))
    #expect(first.contains { $0.scalars.contains { $0 != 0 } })
  }

  @Test("Dropout acts between layers, in training alone")
  func dropout() {
    let model = RecurrentModel(.lstm, inputs: 2, hidden: 8, layers: 2, dropout: 0.5)
    var random = RandomStream(seed: 11)
    let input = Tensor.normal([3, 4, 2], &random)
    func trained(_ seed: UInt64) -> [Tensor] {
      var pass = Pass.training(RandomStream(seed: seed))
      return model(input, &pass)
    }
    let without = model(input)
    #expect(trained(1) == trained(1))
    #expect(trained(1) != trained(2))
    // The first layer's final state is before the dropout.
    #expect(trained(1)[1].sliced(axis: 0, 0..<1) == without[1].sliced(axis: 0, 0..<1))
    #expect(trained(1)[0] != without[0])
  }

  @Test("As a layer among others it gives its output")
  func sequential() {
    var random = RandomStream(seed: 12)
    let lstm = LSTM(inputs: 2, hidden: 4, random: &random)
    let input = Tensor.normal([2, 3, 2], &random)
    let model = Sequential(lstm, Linear(inputs: 4, outputs: 1, random: &random))
    var pass = Pass.inference
    #expect(model(input, &pass).shape == [2, 3, 1])
    #expect(
      model.namedParameters.map(\.name).prefix(4) == [
        "0.weight_ih_l0", "0.weight_hh_l0", "0.bias_ih_l0", "0.bias_hh_l0",
      ])
  }

  @Test("Frozen weights get no gradient")
  func frozen() {
    let model = RecurrentModel(.gru, inputs: 2, hidden: 3)
    model.module.setTrainable(false)
    let input = Parameter(.ones([2, 3, 2]))
    model(input.tensor).mixed().backward()
    #expect(input.gradient != nil)
    #expect(model.module.parameters.allSatisfy { $0.gradient == nil })
  }
}
