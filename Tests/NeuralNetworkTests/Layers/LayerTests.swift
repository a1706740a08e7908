import OrreryKit
import Testing
import TestSupport

@Suite("Layers")
struct LayerTests {
  static func layer(_ name: String) throws -> any Layer {
    var random = RandomStream(seed: 1)
    let make = try #require(layerCases[name])
    return try make(&random)
  }

  @Test(
    "Output, gradients and running statistics are PyTorch's", arguments: layerCases.keys.sorted())
  func agreement(name: String) throws {
    let layer = try Self.layer(name)
    _ = try layer.load(try Reference.group("layers/\(name)/state"))
    let input = Parameter(try Reference.tensor("layers/\(name)/input"))
    var pass = Pass.training(RandomStream(seed: 1))
    let output = layer(input.tensor, &pass)
    expectClose(output, try Reference.tensor("layers/\(name)/output"))
    let cotangent = Tensor(
      (0..<output.count).map { Float($0 * 7 % 11) / 11 - 0.3 }, shape: output.shape)
    (output * cotangent).sum().backward()
    if name != "embedding" {
      expectClose(
        try #require(input.gradient), try Reference.tensor("layers/\(name)/input_gradient"))
    }
    let gradients = try Reference.group("layers/\(name)/gradient")
    #expect(layer.namedParameters.map(\.name).sorted() == gradients.keys.sorted())
    for named in layer.namedParameters {
      expectClose(
        try #require(named.parameter.gradient),
        try Reference.tensor("layers/\(name)/gradient/\(named.name)"), tolerance: 5e-5)
    }
    let state = layer.stateDictionary()
    for (key, after) in try Reference.group("layers/\(name)/after") {
      let own = try #require(state[key])
      #expect(own.integers == after.integers)
      if let floats = own.floats {
        expectClose(
          Tensor(floats, shape: own.shape), try Reference.tensor("layers/\(name)/after/\(key)"))
      }
    }
  }

  @Test(
    "Gradients are those of differences",
    arguments: [
      "linear", "conv2d", "conv2d-strided", "batch-norm", "layer-norm", "group-norm", "gelu",
      "residual", "conv1d", "conv-transpose2d", "instance-norm-affine", "batch-norm1d-sequence",
      "attention",
    ])
  func differences(name: String) throws {
    let layer = try Self.layer(name)
    _ = try layer.load(try Reference.group("layers/\(name)/state"))
    let input = Parameter(try Reference.tensor("layers/\(name)/input"))
    let check = checkGradient(at: [input] + layer.parameters) {
      var pass = Pass.training(RandomStream(seed: 1))
      return layer(input.tensor, &pass)
    }
    #expect(check.isGood, "\(check)")
  }

  @Test("Batch normalisation predicts with the running statistics and leaves them")
  func prediction() throws {
    let layer = BatchNorm2d(channels: 1, epsilon: 0)
    layer.runningMean.value = Tensor([2], shape: [1])
    layer.runningVar.value = Tensor([4], shape: [1])
    var pass = Pass.inference
    let output = layer(Tensor([2, 4, 6], shape: [3, 1]), &pass)
    expectClose(output, Tensor([0, 1, 2], shape: [3, 1]))
    #expect(layer.numBatchesTracked.value == 0)
    #expect(layer.runningMean.value == Tensor([2], shape: [1]))
  }

  @Test("Dropout drops in training and sampling, by the stream, and never in prediction")
  func dropout() {
    let layer = Dropout(0.25)
    let ones = Tensor.ones([4000])
    var inference = Pass.inference
    #expect(layer(ones, &inference) == ones)
    var first = Pass.training(RandomStream(seed: 3))
    var second = Pass.sampling(RandomStream(seed: 3))
    let dropped = layer(ones, &first)
    #expect(dropped == layer(ones, &second))
    #expect(dropped != layer(ones, &first))
    let kept = dropped.scalars.count { $0 != 0 }
    #expect(abs(Double(kept) - 3000) < 150)  // five deviations
    #expect(Set(dropped.scalars) == [0, 4.0 / 3])
  }

  @Test("Spatial dropout drops whole channels of each object")
  func spatialDropout() {
    let layer = Dropout2d(0.25)
    let ones = Tensor.ones([20, 50, 2, 3])
    var inference = Pass.inference
    #expect(layer(ones, &inference) == ones)
    var pass = Pass.training(RandomStream(seed: 3))
    let dropped = layer(ones, &pass)
    let means = dropped.globalAveragePool2d().scalars
    let kept = means.count { $0 != 0 }
    #expect(abs(Double(kept) - 750) < 70)  // five deviations
    #expect(means.allSatisfy { $0 == 0 || abs($0 - 4.0 / 3) < 1e-6 })
  }

  @Test("Maxout takes the largest of neighbouring channels")
  func maxout() {
    let y = Maxout(pieces: 3)(Tensor([1, 5, 2, -3, -1, -2], shape: [1, 6]))
    #expect(y == Tensor([5, -1], shape: [1, 2]))
  }

  @Test("Every layer takes a batch of one, and of none forward and back")
  func batches() throws {
    for (name, make) in layerCases.sorted(by: { $0.key < $1.key }) {
      var random = RandomStream(seed: 1)
      let layer = try make(&random)
      let shape = try Reference.tensor("layers/\(name)/input").shape
      let sample = try Reference.tensor("layers/\(name)/output").shape.dropFirst()
      for batch in [0, 1] {
        let input = Parameter(.zeros([batch] + shape.dropFirst()))
        var pass = Pass.inference
        let output = layer(input.tensor, &pass)
        #expect(output.shape == [batch] + sample, "\(name)")
        guard output.isTracked else { continue }
        output.sum().backward()
        if name != "embedding" { #expect(input.gradient?.shape == input.value.shape, "\(name)") }
      }
    }
  }

  @Test("Layers give the same where memory lies channels-last", arguments: layerCases.keys.sorted())
  func channelsLast(name: String) throws {
    let layer = try Self.layer(name)
    _ = try layer.load(try Reference.group("layers/\(name)/state"))
    let input = Parameter(try Reference.tensor("layers/\(name)/input"))
    let shape = input.value.shape
    guard shape.count == 3 || shape.count == 4 else { return }
    let image = shape.count == 4 ? input.tensor : input.tensor.inserted(axis: 2)
    var pass = Pass.training(RandomStream(seed: 1))
    let output = layer(image.upsampleNearest2d(by: 1).reshaped(shape), &pass)
    expectClose(output, try Reference.tensor("layers/\(name)/output"))
    let cotangent = Tensor(
      (0..<output.count).map { Float($0 * 7 % 11) / 11 - 0.3 }, shape: output.shape)
    (output * cotangent).sum().backward()
    expectClose(
      try #require(input.gradient), try Reference.tensor("layers/\(name)/input_gradient"))
  }

  @Test("A pass that trains is the only one that moves running statistics")
  func sampling() {
    let layer = BatchNorm2d(channels: 1)
    var pass = Pass.sampling(RandomStream(seed: 3))
    _ = layer(Tensor([1, 5], shape: [2, 1]), &pass)
    #expect(layer.numBatchesTracked.value == 0)
  }
}
