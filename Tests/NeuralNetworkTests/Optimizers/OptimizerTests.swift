import OrreryKit
import Testing

@Suite("Optimisers")
struct OptimizerTests {
  /// Two parameters in two groups, as in reference.py.
  static func groups() throws -> [ParameterGroup] {
    func group(_ i: Int, _ rate: Double, _ decay: Double) throws -> ParameterGroup {
      let parameter = Parameter(try Reference.tensor("optimizers/start/\(i)"))
      return ParameterGroup(
        [NamedParameter("p\(i)", parameter)], learningRate: rate, weightDecay: decay)
    }
    return [try group(0, 0.1, 0.01), try group(1, 0.02, 0.1)]
  }

  static func optimizer(_ name: String) throws -> any Optimizer {
    var groups = try groups()
    switch name {
    case "sgd":
      groups[0].weightDecay = 0
      return SGD(groups)
    case "sgd-momentum": return SGD(groups, momentum: 0.9)
    case "sgd-nesterov": return SGD(groups, momentum: 0.9, nesterov: true)
    case "adam": return Adam(groups)
    default: return Adam(groups, beta1: 0.8, beta2: 0.99, decouplesWeightDecay: true)
    }
  }

  static let names = ["sgd", "sgd-momentum", "sgd-nesterov", "adam", "adamw"]

  static func giveGradients(_ optimizer: any Optimizer, step: Int) throws {
    for (i, named) in optimizer.parameters.enumerated() {
      let all = try Reference.tensor("optimizers/gradients/\(i)")
      named.parameter.gradient = all.sliced(axis: 0, step..<step + 1).reshaped([-1])
    }
  }

  @Test("Ten steps are PyTorch's", arguments: names)
  func steps(name: String) throws {
    var optimizer = try Self.optimizer(name)
    for step in 0..<10 {
      try Self.giveGradients(optimizer, step: step)
      optimizer.step()
      for (i, named) in optimizer.parameters.enumerated() {
        let path = try Reference.tensor("optimizers/\(name)/\(i)")
        expectClose(
          named.parameter.value, path.sliced(axis: 0, step..<step + 1).reshaped([-1]),
          tolerance: 2e-6)
      }
    }
  }

  @Test("An optimiser that was stored goes on with the same bits", arguments: names)
  func resume(name: String) throws {
    var straight = try Self.optimizer(name)
    for step in 0..<5 {
      try Self.giveGradients(straight, step: step)
      straight.step()
    }
    var resumed = try Self.optimizer(name)
    for (own, other) in zip(resumed.parameters, straight.parameters) {
      own.parameter.value = other.parameter.value
    }
    try resumed.load(Safetensors(bytes: Safetensors(straight.state()).bytes).tensors)
    for step in 5..<10 {
      for var optimizer in [straight, resumed] {
        try Self.giveGradients(optimizer, step: step)
        optimizer.step()
        if optimizer.parameters[0].parameter === straight.parameters[0].parameter {
          straight = optimizer
        } else {
          resumed = optimizer
        }
      }
    }
    for (own, other) in zip(resumed.parameters, straight.parameters) {
      #expect(own.parameter.value == other.parameter.value)
    }
    #expect(resumed.state() == straight.state())
  }

  @Test("Memory of another model is refused and changes nothing")
  func foreignState() throws {
    var optimizer = try Self.optimizer("adam")
    try Self.giveGradients(optimizer, step: 0)
    optimizer.step()
    let before = optimizer.state()
    for wrong: StateDictionary in [
      ["q.exp_avg": StateTensor([1], shape: [1])],
      ["p0.exp_avg": StateTensor([1], shape: [1])],
      ["p0.step": StateTensor(integers: [3], shape: [])],
    ] {
      #expect(throws: DataError.self) { try optimizer.load(wrong) }
      #expect(optimizer.state() == before)
    }
  }

  @Test("Frozen parameters and those without a gradient stay as they are", arguments: names)
  func frozen(name: String) throws {
    var optimizer = try Self.optimizer(name)
    let parameters = optimizer.parameters.map(\.parameter)
    let before = parameters.map(\.value)
    try Self.giveGradients(optimizer, step: 0)
    parameters[0].isTrainable = false
    parameters[1].gradient = nil
    optimizer.step()
    #expect(parameters.map(\.value) == before)
    #expect(optimizer.state().isEmpty)
  }

  @Test("The schedule's factor scales every group's rate")
  func rateFactor() throws {
    var slow = try Self.optimizer("sgd")
    slow.rateFactor = 0
    let before = slow.parameters.map(\.parameter.value)
    try Self.giveGradients(slow, step: 0)
    slow.step()
    #expect(slow.parameters.map(\.parameter.value) == before)
  }

  @Test("Clipping is PyTorch's, and does nothing to a short gradient")
  func clipping() throws {
    let optimizer = try Self.optimizer("sgd")
    try Self.giveGradients(optimizer, step: 0)
    let norm = optimizer.clipGradients(toNorm: 0.5)
    expectClose(Tensor(Float(norm)), try Reference.tensor("clipping/norm"), tolerance: 1e-6)
    for (i, named) in optimizer.parameters.enumerated() {
      expectClose(
        try #require(named.parameter.gradient), try Reference.tensor("clipping/\(i)"),
        tolerance: 1e-6)
    }
    let before = optimizer.parameters.map(\.parameter.gradient)
    #expect(abs(optimizer.clipGradients(toNorm: 10) - 0.5) < 1e-5)
    #expect(optimizer.parameters.map(\.parameter.gradient) == before)
  }

  @Test("The average of the weights follows its formula, swaps and comes back from its state")
  func average() throws {
    var random = RandomStream(seed: 4)
    let layer = Linear(inputs: 2, outputs: 1, hasBias: false, random: &random)
    layer.weight.value = Tensor([0, 0], shape: [1, 2])
    var average = WeightAverage(layer, decay: 0.5)
    layer.weight.value = Tensor([1, 2], shape: [1, 2])
    average.update()  // d = min(0.5, 2/11)
    var copy = WeightAverage(layer, decay: 0.5)
    try copy.load(average.state())
    average.swap()
    expectClose(layer.weight.value, Tensor([9.0 / 11, 18.0 / 11], shape: [1, 2]))
    average.swap()
    #expect(layer.weight.value == Tensor([1, 2], shape: [1, 2]))
    #expect(copy.state() == average.state())
    #expect(throws: DataError.self) { try copy.load([:]) }
  }
}
