import Foundation
import OrreryKit
import TestSupport
import Testing

@testable import Segmenter

/// An image in tiles has the bits of the image in memory.
struct TiledPredictionTests {
  /// - Parameters:
  ///   - sources: share of the pixels that are to be above the threshold, and above that of centres:
  ///     weights that were never trained say much the same of all.
  private func both(
    _ object: SkyObject, sources: (pixels: Double, centres: Double)
  ) throws -> (whole: Prediction, tiled: TiledPrediction, height: Int) {
    func model(_ thresholds: (Double, Double)) throws -> Segmenter {
      try Sky.model {
        // A network that looks 12 pixels far: tiles of 56 and more with their halos.
        ($0.tile, $0.minimumArea, $0.patch, $0.depth) = (32, 2, 1, 1)
        ($0.threshold, $0.centreThreshold) = thresholds
      }
    }
    var pass = Pass.inference
    let first = try model((0.5, 0.5))
    var thresholds = (0.5, 0.5)
    let batch = try ImageBatch([object], specification: first.specification)
    if !batch.rows.isEmpty {
      let maps = first.maps(of: batch.images, &pass)
      func limit(_ share: Double, _ plane: KeyPath<MapRow, [Float]>) -> Double {
        let logits = (0..<maps.height).flatMap { maps.row($0)[keyPath: plane] }.sorted()
        let logit = logits[min(logits.count - 1, Int(Double(logits.count) * (1 - share)))]
        return 1 / (1 + exp(-Double(logit)))
      }
      thresholds = (limit(sources.pixels, \.source), limit(sources.centres, \.centre))
    }
    let model = try model(thresholds)
    let whole = try model.predict([object], &pass)[0]
    let workspace = try Workspace()
    let tiled = try model.predict(
      WholeImage(object), scratch: ScratchFile(in: workspace.path), &pass)
    return (whole, tiled, object.image?.height ?? 0)
  }

  private func check(
    _ object: SkyObject, sources: (pixels: Double, centres: Double) = (0.3, 0.1)
  ) throws -> Int {
    let (whole, tiled, height) = try both(object, sources: sources)
    #expect(Set(whole.layers.keys) == Set(tiled.layers.keys))
    for (name, layer) in whole.layers {
      let rows = try #require(tiled.layers[name]?.rows)
      #expect(try rows(0..<height).map(\.bitPattern) == layer.pixels.map(\.bitPattern), "\(name)")
      // Rows do not depend on those that are asked for beside them.
      let some = try rows(height / 2..<height)
      #expect(some == Array(layer.pixels[layer.pixels.count - some.count..<layer.pixels.count]))
    }
    #expect(whole.flags == tiled.prediction.flags)
    #expect("\(whole.measurements)" == "\(tiled.prediction.measurements)")
    #expect("\(whole.tables)" == "\(tiled.prediction.tables)")
    return whole.tables["sources"]?.rowCount ?? 0
  }

  @Test("Maps, catalogue and flags are those of the image in memory, bit by bit")
  func same() throws {
    var object = Sky.crowd(12, side: 105, seed: 9)
    var noise = Image(repeating: 1.5, height: 105, width: 105)
    noise.name = "noise"
    object.layers["noise"] = noise
    #expect(try check(object) > 20)
    object.image?.pixels[7000] = .nan
    object.image?.flag(10_000, .saturated)
    #expect(try check(object) > 20)
  }

  @Test("Sources that cross strips and tiles, and pixels that point to no centre, are the same")
  func large() throws {
    let object = Sky.field(
      [
        .init(x: 40, y: 50, flux: 4e5, sigma: 14), .init(x: 80, y: 20, flux: 9e4, sigma: 7),
        .init(x: 80, y: 80, flux: 300),
      ], height: 91, width: 111)
    #expect(try check(object) > 0)
    // Few centres and many pixels: most point into the void.
    #expect(try check(object, sources: (0.6, 0.0005)) > 0)
    // No centre at all: large pieces become objects of their own.
    #expect(try check(object, sources: (0.6, 0)) > 0)
  }

  @Test("Images of which nothing can be said are flagged alike and have no maps")
  func unusable() throws {
    for value in [Float.nan, 5] {
      let object = SkyObject(
        id: "flat", content: .image(Image(repeating: value, height: 70, width: 70)))
      let (whole, tiled, _) = try both(object, sources: (0.3, 0.1))
      #expect(whole.flags == tiled.prediction.flags && tiled.layers.isEmpty)
    }
  }

  @Test("Memory grows with the width of an image, not with its area")
  func memory() throws {
    let model = try Sky.model { $0.tile = 1408 }
    let small = model.tiledMemory(height: 5000, width: 5000)
    let long = model.tiledMemory(height: 50_000, width: 5000)
    #expect(small < 600 << 20 && long < small * 2, "\(small) \(long)")
  }
}
