import OrreryKit

/// An image that is not in memory and has passed every stage.
struct TiledObject: Sendable {
  /// As the model takes it.
  var image: any TiledImage
  /// As it was behind the last preparation stage, in physical values: what products show.
  var prepared: any TiledImage

  /// What is told of it beside its pixels.
  func result(_ prediction: Prediction?) -> ObjectResult {
    let known = prepared.object
    return ObjectResult(
      prepared: PreparedObject(
        object: image.object, content: known.content, history: known.history),
      prediction: prediction)
  }
}

/// An image of which nothing more can be read once a stop is asked for: work on it may take long.
struct WatchedImage: TiledImage {
  /// The run is to stop.
  struct Stopped: Error {}

  let source: any TiledImage
  let stop: StopFlag

  var height: Int { source.height }
  var width: Int { source.width }
  var object: SkyObject { source.object }

  func read(_ region: PixelRegion) throws -> SkyObject {
    if stop.isRequested { throw Stopped() }
    return try source.read(region)
  }
}
