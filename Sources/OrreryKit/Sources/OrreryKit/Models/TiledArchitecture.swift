/// An architecture that can predict an image region by region, to the same bits as from the whole.
public protocol TiledArchitecture: Architecture {
  /// The prediction for one image that need not fit into memory.
  ///
  /// - Parameters:
  ///   - image: has passed the stages of the card.
  ///   - scratch: for what does not fit into memory.
  func predict(
    _ image: any TiledImage, scratch: ScratchFile, _ pass: inout Pass
  ) throws -> TiledPrediction

  /// Bytes that this takes at its highest, about, for an image of this size, with the regions of the
  /// image and of its layers that it holds.
  func tiledMemory(height: Int, width: Int) -> Int
}

/// What a model says of an image that may be larger than memory: its layers are made row by row.
public struct TiledPrediction: Sendable {
  /// Rows of a layer, made when they are asked for.
  public struct Layer: Sendable {
    /// Header, world coordinates, unit and name of the layer, with height and width 0.
    public var image: Image
    /// One plane: `rows.count × width` values.
    public var rows: @Sendable (_ rows: Range<Int>) throws -> [Float]

    public init(image: Image, rows: @escaping @Sendable (_ rows: Range<Int>) throws -> [Float]) {
      self.image = image
      self.rows = rows
    }
  }

  /// All but the layers.
  public var prediction: Prediction
  /// By name; each as large as the image.
  public var layers: [String: Layer]

  public init(_ prediction: Prediction, layers: [String: Layer] = [:]) {
    self.prediction = prediction
    self.layers = layers
  }
}
