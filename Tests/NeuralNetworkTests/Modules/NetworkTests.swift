import OrreryKit
import Testing

@Suite("A network of PyTorch")
struct NetworkTests {
  static func network() throws -> Network {
    var random = RandomStream(seed: 2)
    let network = Network(random: &random)
    let report = try network.load(try Reference.group("network/state"))
    #expect(report == LoadReport(missing: [], unexpected: [], nonFinite: [:]))
    return network
  }

  @Test("Its weights load by name and give its output")
  func prediction() throws {
    let network = try Self.network()
    var pass = Pass.inference
    expectClose(
      network(try Reference.tensor("network/input"), &pass),
      try Reference.tensor("network/logits"))
  }

  @Test("Its weights come back under the same names, types and bytes")
  func reverse() throws {
    let state = try Reference.group("network/state")
    #expect(try Self.network().stateDictionary() == state)
    #expect(state["features.1.num_batches_tracked"]?.integers == [3])
  }

  @Test("Its first gradient and its first ten losses are the same")
  func trajectory() throws {
    let network = try Self.network()
    let input = try Reference.tensor("network/input")
    let labels = try Reference.integers("network/labels")
    let expected = try Reference.tensor("network/losses").scalars
    var optimizer = SGD(network, learningRate: 0.1, momentum: 0.9)
    for step in 0..<10 {
      optimizer.zeroGradients()
      var pass = Pass.training(RandomStream(seed: 1))
      let loss = CrossEntropy()(network(input, &pass), labels: labels)
      loss.backward()
      if step == 0 {
        for named in network.namedParameters {
          expectClose(
            try #require(named.parameter.gradient),
            try Reference.tensor("network/gradient/\(named.name)"))
        }
      }
      optimizer.step()
      #expect(abs(loss.item - expected[step]) < 2e-5, "step \(step)")
    }
  }
}
