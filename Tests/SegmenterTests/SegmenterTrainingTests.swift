import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Segmenter

struct SegmenterTrainingTests {
  @Test("Targets are the mask, Gaussians at the centres and the ways to them")
  func targets() throws {
    let object = Sky.field(
      [.init(x: 10, y: 12, flux: 500), .init(x: 25, y: 12.5, flux: 300)], height: 24, width: 36)
    let batch = try Sky.model().batch([object])
    let truth = try #require(object.layers["truth"])
    #expect(batch.source.scalars == truth.pixels.map { $0 > 0 ? 1 : 0 })
    #expect(batch.centre[0, 0, 12, 10] == 1 && batch.centre[0, 0, 0, 0] == 0)
    #expect(abs(batch.centre[0, 0, 13, 25] - Float(exp(-0.125))) < 1e-6)
    #expect(batch.offset[0, 0, 12, 8] == 2 / Segmenter.offsetScale)
    #expect(batch.offset[0, 1, 14, 10] == -2 / Segmenter.offsetScale)
    #expect(batch.offsetWeight[0, 0, 0, 0] == 0 && batch.offsetWeight[0, 1, 12, 10] > 0)
    #expect(batch.isKnown.scalars.allSatisfy { $0 == 1 })
  }

  @Test("What is unknown, and centres too small to be asked for, are left out of the loss")
  func unknown() throws {
    var object = Sky.field(
      [.init(x: 10, y: 12, flux: 500), .init(x: 25, y: 12, flux: 20)], height: 24, width: 36)
    object.layers["truth"]?.pixels[5] = .nan
    let area = try #require(object.layers["truth"]).pixels.count { $0 == 2 }
    let batch = try Sky.model { $0.minimumArea = area + 1 }.batch([object])
    #expect(batch.isKnown[0, 0, 0, 5] == 0)
    #expect(batch.centreWeight[0, 0, 12, 25] == 0 && batch.centre[0, 0, 12, 25] == 0)
    #expect(batch.centreWeight[0, 0, 12, 10] == 1)
  }

  @Test("An object without truth cannot be learned from, and says so")
  func noTruth() throws {
    var object = Sky.crowd(2, side: 16, seed: 1)
    object.layers = [:]
    #expect(throws: DataError.self) { _ = try Sky.model().batch([object]) }
  }

  @Test("The gradient of the loss is that of differences")
  func gradient() throws {
    let model = try Sky.model {
      ($0.width, $0.depth, $0.widest, $0.norm) = (4, 1, 4, .none)
    }
    let batch = try model.batch([Sky.crowd(2, side: 16, seed: 6)])
    let check = checkGradient(
      at: model.network.head.parameters + [model.network.upsampling[0].weight], step: 0.01
    ) {
      var pass = Pass.inference
      return (try? model.loss(of: batch, &pass).loss) ?? Tensor(.nan)
    }
    #expect(check.isGood, "\(check)")
  }

  @Test("A miniature training learns source pixels and splits blends that pieces of a mask do not")
  func learns() throws {
    let model = try Sky.model()
    let fields = (0..<24).map { Sky.crowd(9, side: 48, seed: UInt64(100 + $0)) }
    let loader = DataLoader(.shuffled(fields.count), batchSize: 6, seed: 1, threads: 0) { plan in
      try model.batch(plan.indices.map { fields[$0] })
    }
    var trainer = Trainer(
      model: model.module, optimizer: Adam(model.module, learningRate: 0.01),
      schedule: OneCycle(total: 4 * 25, rise: 0.2), training: loader,
      settings: TrainingSettings(epochs: 25, seed: 1)
    ) { try model.loss(of: $0, &$1) }
    _ = try trainer.run()

    let unseen = (0..<6).map { Sky.crowd(9, side: 48, seed: UInt64(900 + $0)) }
    var pass = Pass.inference
    var (both, either) = (0, 0)
    var (matched, found, there) = (0, 0, 0)
    for (object, prediction) in zip(unseen, try model.predict(unseen, &pass)) {
      let truth = try #require(object.layers["truth"])
      let probability = try #require(prediction.layers["source-probability"])
      for (p, t) in zip(probability.pixels, truth.pixels) {
        if p >= 0.5, t > 0 { both += 1 }
        either += (p >= 0.5 ? 1 : 0) + (t > 0 ? 1 : 0)
      }
      let table = try #require(object.tables["truth"])
      let sources = try #require(prediction.tables["sources"])
      let score = try Self.matches(sources, table, truth)
      matched += score.matched
      found += sources.rowCount
      there += score.there
    }
    let f1 = 2 * Double(both) / Double(either)
    let objects = 2 * Double(matched) / Double(found + there)
    #expect(f1 > 0.85, "pixel F1 \(f1)")
    #expect(objects > 0.75, "object F1 \(objects)")
  }

  /// One-to-one pairs within two pixels, and the true objects that own a pixel.
  private static func matches(
    _ sources: Catalog, _ truth: Catalog, _ map: Image
  ) throws -> (matched: Int, there: Int) {
    let x = try #require(sources["x"]?.doubles), y = try #require(sources["y"]?.doubles)
    let trueX = try #require(truth["x"]?.doubles), trueY = try #require(truth["y"]?.doubles)
    let owners = Set(map.pixels.filter { $0 > 0 }.map { Int($0) - 1 })
    var taken = Set<Int>()
    var matched = 0
    for owner in owners.sorted() {
      let near = x.indices.filter {
        !taken.contains($0) && hypot(x[$0] - trueX[owner], y[$0] - trueY[owner]) < 2
      }
      guard let first = near.first else { continue }
      taken.insert(first)
      matched += 1
    }
    return (matched, owners.count)
  }
}
