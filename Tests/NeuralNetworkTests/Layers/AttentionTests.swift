import OrreryKit
import Testing

@Suite("Attention of several heads")
struct AttentionTests {
  static func layer() throws -> MultiheadAttention {
    var random = RandomStream(seed: 1)
    let layer = MultiheadAttention(dimension: 4, heads: 2, random: &random)
    _ = try layer.load(try Reference.group("attention/state"))
    return layer
  }

  @Test("Cross-attention is PyTorch's, with and without masks")
  func cross() throws {
    let layer = try Self.layer()
    let (query, key, value) = (
      try Reference.tensor("attention/query"), try Reference.tensor("attention/key"),
      try Reference.tensor("attention/value")
    )
    var pass = Pass.inference
    expectClose(
      layer(query: query, key: key, value: value, &pass), try Reference.tensor("attention/cross"))
    expectClose(
      layer(
        query: query, key: key, value: value, mask: try Reference.tensor("attention/mask"),
        keyMask: try Reference.tensor("attention/key_mask"), &pass),
      try Reference.tensor("attention/cross-masked"))
  }

  @Test("Self-attention is PyTorch's: causal, and with places that only fill up")
  func masked() throws {
    let layer = try Self.layer()
    let input = try Reference.tensor("attention/key")
    var pass = Pass.inference
    expectClose(
      layer(input, mask: nil, isCausal: true, &pass), try Reference.tensor("attention/causal"))
    expectClose(
      layer(input, mask: nil, keyMask: try Reference.tensor("attention/key_mask"), &pass),
      try Reference.tensor("attention/self-key-mask"))
  }

  @Test("A sequence of which nothing is real gets the output's bias, and gradients without NaN")
  func nothingReal() throws {
    let layer = try Self.layer()
    let input = Parameter(try Reference.tensor("attention/key"))
    var pass = Pass.inference
    let output = layer(
      input.tensor, mask: nil, keyMask: Tensor([0, 0, 0, 0, 0, 1, 1, 1, 1, 1], shape: [2, 5]), &pass
    )
    let bias = try #require(layer.outProj.bias).value
    #expect(output.sliced(axis: 0, 0..<1).reshaped([5, 4]).detached == bias.broadcast(to: [5, 4]))
    output.sum().backward()
    #expect(try #require(input.gradient).isNaN().sum().item == 0)
  }

  @Test("Dropout of weights happens in training only")
  func dropout() {
    var random = RandomStream(seed: 4)
    let layer = MultiheadAttention(dimension: 4, heads: 1, dropout: 0.5, random: &random)
    let input = Tensor.uniform([1, 6, 4], -1, 1, &random)
    var inference = Pass.inference
    let plain = layer(input, &inference)
    #expect(plain == layer(input, &inference))
    var pass = Pass.training(RandomStream(seed: 2))
    #expect(plain != layer(input, &pass))
  }
}
