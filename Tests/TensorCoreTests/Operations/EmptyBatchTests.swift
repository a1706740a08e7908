import OrreryKit
import Testing

@Suite struct EmptyBatchTests {
  @Test("A batch of no images goes forward and back")
  func images() throws {
    let x = Parameter(.zeros([0, 2, 8, 8]))
    let weight = Parameter(.ones([4, 2, 3, 3]))
    let bias = Parameter(.ones([4]))
    let dense = Parameter(.ones([3, 4]))
    let features = x.tensor.conv2d(weight.tensor, bias: bias.tensor, padding: 1).relu().maxPool2d(2)
    let normal = features.batchNorm2d(
      weight: .ones([4]), bias: .zeros([4]), mean: .zeros([4]), variance: .ones([4]))
    let pooled = normal.averagePool2d(2).upsampleNearest2d(by: 2).adaptiveAveragePool2d(to: 1)
    let logits = pooled.flattened(from: 1).linear(dense.tensor)
    #expect(logits.shape == [0, 3])
    let probabilities = logits.logSoftmax().gathered([])
    #expect(probabilities.shape == [0])
    probabilities.sum().backward()
    #expect(x.gradient?.shape == [0, 2, 8, 8])
    #expect(weight.gradient == .zeros([4, 2, 3, 3]))
    #expect(bias.gradient == .zeros([4]))
    #expect(dense.gradient == .zeros([3, 4]))
  }

  @Test("A transposed convolution of no images goes forward and back")
  func transposedConvolution() {
    let x = Parameter(.zeros([0, 3, 4, 4]))
    let weight = Parameter(.ones([3, 2, 4, 4]))
    let bias = Parameter(.ones([2]))
    let y = x.tensor.convTranspose2d(weight.tensor, bias: bias.tensor, stride: 2, padding: 1)
    #expect(y.shape == [0, 2, 8, 8])
    y.sum().backward()
    #expect(x.gradient?.shape == [0, 3, 4, 4])
    #expect(weight.gradient == .zeros([3, 2, 4, 4]))
    #expect(bias.gradient == .zeros([2]))
  }

  @Test("Sequences, attention and resizing of nothing go forward and back")
  func noSequences() {
    let x = Parameter(.zeros([0, 2, 9]))
    let y = x.tensor.conv1d(.ones([4, 2, 3]), padding: 1).maxPool1d(3).instanceNorm()
      .groupNorm(groups: 2).cumulativeSum()
    let seen = Tensor.scaledDotProductAttention(query: y, key: y, value: y, isCausal: true)
    #expect(seen.shape == [0, 4, 3])
    let image = seen.inserted(axis: 1).upsampleBilinear2d(by: 2).adaptiveMaxPool2d(to: 2)
    let sides = image.padded([(0, 0), (0, 0), (1, 1), (0, 2)], by: .replicate).maxout(pieces: 1)
    #expect(sides.shape == [0, 1, 4, 4])
    sides.logSumExp(over: [2, 3]).sum().backward()
    #expect(x.gradient?.shape == [0, 2, 9])
    let keyless = Tensor.scaledDotProductAttention(
      query: .ones([2, 3]), key: .zeros([0, 3]), value: .zeros([0, 4]))
    #expect(keyless == .zeros([2, 4]))
    #expect(Tensor.ones([2, 0]).split([0], axis: 1)[0].shape == [2, 0])
  }

  @Test("Operations on no elements give no elements")
  func elements() {
    let x = Tensor.zeros([0, 3])
    #expect((x + Tensor.ones([3])).shape == [0, 3])
    #expect((x * Tensor.ones([1, 1])).shape == [0, 3])
    #expect(x.sum(over: [0]) == .zeros([3]))
    #expect(x.sum().item == 0)
    #expect(x.mean().item.isNaN)
    #expect(x.softmax().shape == [0, 3])
    #expect(x.layerNorm(weight: .ones([3]), bias: .zeros([3])).shape == [0, 3])
    #expect(x.permuted([1, 0]).shape == [3, 0])
    #expect(x.padded([(1, 0), (0, 0)], with: 2) == .full([1, 3], 2))
    #expect(Tensor.concatenated([x, .ones([2, 3]), x], axis: 0) == .ones([2, 3]))
    #expect(Tensor.ones([2, 3]).sliced(axis: 0, 1..<1).shape == [0, 3])
    #expect(x.matmul(.ones([3, 2])).shape == [0, 2])
    #expect(Tensor.ones([2, 0]).matmul(.ones([0, 3])) == .zeros([2, 3]))
    #expect(x.argmax() == [])
    #expect(x.indexSelected([], axis: 0).shape == [0, 3])
  }
}
