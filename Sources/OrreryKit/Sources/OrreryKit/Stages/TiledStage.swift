/// A stage that can work on an image region by region, to the same bits as on the whole.
///
/// A pipeline whose stages all can takes images that are larger than memory.
public protocol TiledStage: Stage {
  /// The image behind this stage.
  ///
  /// What must be known of the whole image is found here: it may be read once or more, strip by strip
  /// (`TiledImage.forEachStrip`).
  /// - Throws: as `run`; also where the object needs its whole image in memory after all.
  func tiled(_ image: any TiledImage) throws -> any TiledImage
}
