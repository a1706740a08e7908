import OrreryKit

extension Segmenter: TiledArchitecture {
  /// Pixels of an image in tiles that may point to no centre.
  private static let mostOpen = 1 << 22

  public func predict(
    _ image: any TiledImage, scratch: ScratchFile, _ pass: inout Pass
  ) throws -> TiledPrediction {
    let corner = PixelRegion(x: 0..<min(1, image.width), y: 0..<min(1, image.height))
    try specification.check(image.read(corner))
    let maps = try TiledMaps(image, of: self, scratch: scratch, &pass)
    guard maps.fill.isUsable else {
      return TiledPrediction(Prediction(flags: maps.fill.flags))
    }
    guard maps.isFinite else {
      return TiledPrediction(Prediction(flags: maps.fill.flags + [.nonFinitePrediction]))
    }
    let segments = try Segments(
      maps, peaks: maps.peaks, configuration: configuration, mostOpen: Self.mostOpen)
    let catalog = try SourceCatalog(segments, of: image, leastArea: configuration.minimumArea)
    var prediction = catalog.prediction
    prediction.flags = maps.fill.flags
    return TiledPrediction(prediction, layers: catalog.layers(of: image))
  }

  /// The network on the largest tile with the maps of a row of tiles; behind it the sources of a
  /// crowded sky.
  public func tiledMemory(height: Int, width: Int) -> Int {
    let tiles = tiles(height: height, width: width)
    func most(_ axes: [Tiles.Axis], _ part: (Tiles.Axis) -> Range<Int>) -> Int {
      axes.map { part($0).count }.max() ?? 0
    }
    let window = most(tiles.rows, \.window) * most(tiles.columns, \.window)
    let band = most(tiles.rows, \.core) * width
    return max(
      window * network.bytesPerPixel(configuration) + 12 * band,
      height * width / Self.pixelsPerSource * Self.bytesPerSource)
  }

  /// A sky as crowded as any, and what a source takes until it stands in the catalogue.
  private static let pixelsPerSource = 400
  private static let bytesPerSource = 600
}

extension SourceCatalog {
  /// The maps, with the world coordinates of the image.
  func layers(of image: any TiledImage) -> [String: TiledPrediction.Layer] {
    func layer(
      _ name: String, _ rows: @escaping @Sendable (Range<Int>) throws -> [Float]
    ) -> TiledPrediction.Layer {
      var map = Image(pixels: [], height: 0, width: 0, name: name)
      map.wcs = image.object.image?.wcs
      return TiledPrediction.Layer(image: map, rows: rows)
    }
    return [
      "segmentation": layer("segmentation") { try segmentation($0) },
      "source-probability": layer("source-probability") { try probability($0) },
    ]
  }
}
