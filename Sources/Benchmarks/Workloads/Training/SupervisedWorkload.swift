import OrreryKit

/// One network, one loss, Adam at PyTorch's defaults.
struct SupervisedWorkload<Network: Module>: Workload {
  let network: Network
  /// From a pass to the network's answer.
  let answer: @Sendable (Network, inout Pass) -> Tensor
  let loss: @Sendable (Tensor) -> Tensor
  private var optimizer: Adam
  private var training = Pass.training(RandomStream(seed: 0))

  init(
    _ network: Network, answer: @escaping @Sendable (Network, inout Pass) -> Tensor,
    loss: @escaping @Sendable (Tensor) -> Tensor
  ) throws {
    try network.fillWithPattern()
    self.network = network
    self.answer = answer
    self.loss = loss
    optimizer = Adam(network)
  }

  var module: any Module { network }

  func predict() -> Tensor {
    withoutGradient {
      var pass = Pass.inference
      return answer(network, &pass)
    }
  }

  mutating func trainingStep() -> [Float] {
    optimizer.zeroGradients()
    let loss = loss(answer(network, &training))
    loss.backward()
    optimizer.step()
    return [loss.item]
  }
}

extension SupervisedWorkload where Network: Layer {
  /// A layer on one fixed input.
  init(
    _ network: Network, input: Tensor, loss: @escaping @Sendable (Tensor) -> Tensor
  ) throws {
    try self.init(network, answer: { network, pass in network(input, &pass) }, loss: loss)
  }
}
