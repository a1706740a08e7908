internal import Foundation

/// What a stage or a model says of an image in tiles is what it says of the whole, bit by bit.
extension StageConformance {
  func checkTiles(_ stage: S) throws {
    guard let tiled = stage as? any TiledStage else {
      throw ConformanceSkip("it takes images whole")
    }
    try forEachObject(stage) { object, result in
      guard let image = object.image else { return }
      let region = PixelRegion(x: image.width / 3..<image.width, y: image.height / 4..<image.height)
      let part = try tiled.tiled(WholeImage(object)).read(region)
      let expected = try WholeImage(result).read(region)
      if part.numbers != expected.numbers {
        throw ConformanceFailure(
          "a region of the tiled image differs from that of the whole: find what depends on all "
            + "pixels in 'tiled', before the first region is read")
      }
    }
  }
}

extension ArchitectureConformance {
  func checkTiles(_ model: A, _ objects: [SkyObject], _ reference: [Prediction]) throws {
    guard let tiled = model as? any TiledArchitecture else {
      throw ConformanceSkip("it takes images whole")
    }
    for (object, whole) in zip(objects, reference) {
      guard let height = object.image?.height else { continue }
      var pass = Pass.inference
      let scratch = try ScratchFile(in: NSTemporaryDirectory())
      let result = try tiled.predict(WholeImage(object), scratch: scratch, &pass)
      var prediction = result.prediction
      for (name, layer) in result.layers {
        prediction.layers[name] = Image(
          pixels: try layer.rows(0..<height), height: height, width: object.image?.width ?? 0)
      }
      if prediction.numbers != whole.numbers {
        throw ConformanceFailure(
          "the prediction of an image in tiles differs from that of the whole: cut both into the "
            + "same tiles")
      }
    }
  }
}
