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
    try optimizer(name, groups())
  }

  static func optimizer(_ name: String, _ given: [ParameterGroup]) throws -> any Optimizer {
    var groups = given
    switch name {
    case "sgd":
      groups[0].weightDecay = 0
      return SGD(groups)
    case "sgd-momentum": return SGD(groups, momentum: 0.9)
    case "sgd-nesterov": return SGD(groups, momentum: 0.9, nesterov: true)
    case "adam": return Adam(groups)
    case "radam": return Adam(groups, beta1: 0.8, beta2: 0.9, isRectified: true)
    case "rmsprop": return RMSprop(groups)
    case "rmsprop-momentum": return RMSprop(groups, smoothing: 0.9, momentum: 0.8)
    case "lion": return Lion(groups)
    default: return Adam(groups, beta1: 0.8, beta2: 0.99, decouplesWeightDecay: true)
    }
  }

  static let names = [
    "sgd", "sgd-momentum", "sgd-nesterov", "adam", "adamw", "radam", "rmsprop",
    "rmsprop-momentum", "lion",
  ]

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

  @Test("Clipping by value is PyTorch's, and NaN stays to be seen")
  func clippingValues() throws {
    let optimizer = try Self.optimizer("sgd")
    try Self.giveGradients(optimizer, step: 0)
    optimizer.clipGradients(toValue: 0.4)
    for (i, named) in optimizer.parameters.enumerated() {
      #expect(named.parameter.gradient == (try Reference.tensor("clipping-value/\(i)")))
    }
    optimizer.parameters[0].parameter.gradient = Tensor(
      [.nan, .infinity, -.infinity, 0, 1], shape: [5])
    optimizer.clipGradients(toValue: 0.5)
    let clipped = try #require(optimizer.parameters[0].parameter.gradient?.scalars)
    #expect(clipped[0].isNaN && clipped.dropFirst() == [0.5, -0.5, 0, 0.5])
    #expect(optimizer.clipGradients().isNaN)
  }

  @Test("Large parameters of many pieces are the same bits for 1 and 2 threads", arguments: names)
  func threads(name: String) throws {
    func values(_ threads: Int) throws -> [Tensor] {
      try Compute.withThreads(threads) {
        var random = RandomStream(seed: 9)
        let parameter = Parameter(.normal([300, 500], &random))
        let group = ParameterGroup([NamedParameter("p", parameter)], learningRate: 0.1)
        var optimizer = try Self.optimizer(name, [group])
        for _ in 0..<2 {
          parameter.gradient = .normal([300, 500], &random)
          optimizer.clipGradients(toNorm: 1)
          optimizer.step()
        }
        return [parameter.value]
      }
    }
    #expect(try values(1) == values(2))
  }

  @Test("Biases and normalisations are spared from decay, weights are not")
  func sparing() {
    var random = RandomStream(seed: 4)
    let model = Sequential(
      Conv2d(inputChannels: 1, outputChannels: 2, kernelSize: 3, random: &random),
      BatchNorm2d(channels: 2), Linear(inputs: 2, outputs: 2, random: &random))
    let groups = ParameterGroup.sparingBiases(model, learningRate: 0.1, weightDecay: 0.05)
    #expect(
      groups.map { $0.parameters.map(\.name) } == [
        ["0.weight", "2.weight"], ["0.bias", "1.weight", "1.bias", "2.bias"],
      ])
    #expect(groups.map(\.weightDecay) == [0.05, 0] && groups.map(\.learningRate) == [0.1, 0.1])
    let head = ParameterGroup.sparingBiases(
      model, learningRate: 1, weightDecay: 1
    ) { $0.hasPrefix("2.") }
    #expect(head.map { $0.parameters.map(\.name) } == [["2.weight"], ["2.bias"]])
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

  @Test("Running statistics are averaged with the weights, and what does not change stays exactly")
  func averageOfBuffers() {
    let norm = BatchNorm2d(channels: 2)
    norm.runningVar.value = Tensor([0.1, 0.7], shape: [2])
    var average = WeightAverage(norm, decay: 0.5)
    norm.runningMean.value = Tensor([1, 2], shape: [2])
    for _ in 0..<3 { average.update() }
    average.swap()
    let share: [Float] = [2.0 / 11, 3.0 / 12, 4.0 / 13]
    let mean = 1 - share.reduce(1, *)
    expectClose(norm.runningMean.value, Tensor([mean, 2 * mean], shape: [2]))
    #expect(norm.runningVar.value == Tensor([0.1, 0.7], shape: [2]))
  }
}
