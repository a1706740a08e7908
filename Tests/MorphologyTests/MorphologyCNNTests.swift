import Foundation
import OrreryKit
import Testing

@testable import Morphology

struct MorphologyTests {
  private func model(
    _ configuration: MorphologyCNN.Configuration = .init(width: 4, depth: 2, dropout: 0),
    channels: Int = 3, side: Int = 16, classes: [String] = ["a", "b"]
  ) throws -> MorphologyCNN {
    var random = RandomStream(seed: 1, purpose: "weights")
    return try MorphologyCNN(
      configuration,
      specification: ModelSpecification(
        input: .image, channels: channels, shape: [side, side], classes: classes),
      random: &random)
  }

  private func images(_ shape: [Int], seed: UInt64 = 3) -> Tensor {
    var random = RandomStream(seed: seed)
    return Tensor.normal(shape, mean: 0, deviation: 1, &random)
  }

  private func logits(_ model: MorphologyCNN, _ images: Tensor) throws -> Tensor {
    let (count, channels) = (images.shape[0], images.shape[1])
    let (height, width) = (images.shape[2], images.shape[3])
    let values = images.scalars
    let size = channels * height * width
    let objects = (0..<count).map { row in
      SkyObject(
        id: "\(row)",
        content: .image(
          Image(
            pixels: Array(values[row * size..<(row + 1) * size]), channels: channels,
            height: height, width: width)))
    }
    var specification = model.specification
    specification.shape = []
    let batch = try ImageBatch(objects, specification: specification)
    var pass = Pass.inference
    return model.logits(model.features(batch, &pass), &pass)
  }

  @Test("Logits have a row for each image and a column for each class, at any size from 2^depth up")
  func shapes() throws {
    let model = try model(classes: ["a", "b", "c"])
    for shape in [[2, 3, 16, 16], [1, 3, 4, 4], [3, 3, 17, 23]] {
      #expect(try logits(model, images(shape)).shape == [shape[0], 3], "\(shape)")
    }
  }

  @Test("Parameters have PyTorch's names and the counts of the layers")
  func names() throws {
    let model = try model()
    let names = Set(model.module.stateDictionary().keys)
    #expect(names.isSuperset(of: ["body.0.weight", "body.1.running_mean", "head.bias"]))
    // conv 3·4·9 + 4·4·9 + 4·8·9 + 8·8·9, norms 2·(4 + 4 + 8 + 8), linear 8·2 + 2.
    #expect(model.module.parameterCount == 108 + 144 + 288 + 576 + 48 + 18)
  }

  @Test("More blocks than the image can be halved is a wrong configuration")
  func tooDeep() {
    #expect(throws: Settings.Failure.self) {
      _ = try model(.init(width: 4, depth: 5, dropout: 0), side: 16)
    }
  }

  @Test("Saved weights give the same logits again")
  func saved() throws {
    let first = try model()
    let file = try Safetensors(bytes: Safetensors(first.module.stateDictionary()).bytes)
    var random = RandomStream(seed: 99, purpose: "other weights")
    let second = try MorphologyCNN(
      .init(width: 4, depth: 2, dropout: 0), specification: first.specification, random: &random)
    let input = images([2, 3, 16, 16])
    #expect(try logits(first, input).scalars != logits(second, input).scalars)
    _ = try second.module.load(file.tensors)
    #expect(try logits(first, input).scalars == logits(second, input).scalars)
  }

  @Test("An image is classified alike alone and in a batch")
  func batching() throws {
    let model = try model()
    let input = images([3, 3, 16, 16])
    let together = try logits(model, input).scalars
    for row in 0..<3 {
      let alone = try logits(model, input.sliced(axis: 0, row..<row + 1)).scalars
      for (a, b) in zip(alone, together[row * 2..<row * 2 + 2]) { #expect(abs(a - b) < 1e-5) }
    }
  }
}
