import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Segmenter

struct SegmenterTests {
  @Test("Images of which nothing can be said are flagged and have no map")
  func unusable() throws {
    let model = try Sky.model()
    var pass = Pass.inference
    for (value, flag) in [(Float.nan, ObjectFlag.noValidData), (5, .constant)] {
      let object = SkyObject(
        id: "flat", content: .image(Image(repeating: value, height: 30, width: 40)))
      let prediction = try #require(try model.predict([object], &pass).first)
      #expect(prediction.flags == [flag])
      #expect(prediction.layers.isEmpty && prediction.tables.isEmpty)
      #expect(prediction.measurements.isEmpty)
    }
  }

  @Test("Objects of several sizes go in one call; missing pixels are flagged, not propagated")
  func sizes() throws {
    let model = try Sky.model()
    var pass = Pass.inference
    var holed = Sky.crowd(4, side: 33, seed: 2)
    holed.image?.pixels[50] = .nan
    let wide = Sky.field([.init(x: 5, y: 5, flux: 300)], height: 11, width: 70)
    let predictions = try model.predict([holed, wide], &pass)
    #expect(predictions.count == 2)
    #expect(predictions[0].flags.contains(.missingData) && predictions[1].flags.isEmpty)
    for (prediction, size) in zip(predictions, [33 * 33, 11 * 70]) {
      #expect(prediction.layers["source-probability"]?.pixels.count == size)
      #expect(
        prediction.layers["source-probability"]?.pixels.allSatisfy(\.isFinite) == true)
    }
  }

  @Test("The card's size and band do not bind it, the number of channels does")
  func specification() throws {
    let model = try Sky.model()
    #expect(model.specification.shape.isEmpty && model.specification.bands.isEmpty)
    var pass = Pass.inference
    let colour = SkyObject(
      id: "colour", content: .image(Image(repeating: 1, channels: 3, height: 8, width: 8)))
    #expect(throws: DataError.self) { _ = try model.predict([colour], &pass) }
  }

  @Test("Parameters have names as PyTorch's, and weights load again")
  func weights() throws {
    let first = try Sky.model()
    let state = first.module.stateDictionary()
    #expect(state["stem.0.weight"]?.shape == [8, 1, 4, 4])
    #expect(state["encoder.2.1.running_mean"] != nil && state["head.bias"]?.shape == [4])
    let second = try Sky.model { $0.norm = .none }
    #expect(second.module.stateDictionary()["encoder.0.0.bias"] != nil)
    let file = try Safetensors(bytes: Safetensors(state).bytes)
    var random = RandomStream(seed: 77)
    let third = try Segmenter(
      first.configuration, specification: first.specification, random: &random)
    let report = try third.module.load(file.tensors)
    #expect(report.missing.isEmpty && report.unexpected.isEmpty)
    let image = try ImageBatch(
      [Sky.crowd(3, side: 24, seed: 5)], specification: first.specification
    ).images
    var pass = Pass.inference
    let (one, other) = (first.maps(of: image, &pass), third.maps(of: image, &pass))
    #expect((0..<24).allSatisfy { one.row($0).source == other.row($0).source })
  }

  @Test("A patch that is no power of two is a wrong configuration")
  func patch() {
    #expect(throws: Settings.Failure.self) { _ = try Sky.model { $0.patch = 3 } }
  }

  @Test("The same image gives the same bits for one thread and two")
  func threads() throws {
    let model = try Sky.model()
    let object = Sky.crowd(20, side: 90, seed: 3)
    let results = try [1, 2].map { threads in
      try Compute.withThreads(threads) {
        var pass = Pass.inference
        return try model.predict([object], &pass)[0]
      }
    }
    #expect(
      results[0].layers["source-probability"]?.pixels.map(\.bitPattern)
        == results[1].layers["source-probability"]?.pixels.map(\.bitPattern))
    #expect(
      results[0].layers["segmentation"]?.pixels == results[1].layers["segmentation"]?.pixels)
  }
}
