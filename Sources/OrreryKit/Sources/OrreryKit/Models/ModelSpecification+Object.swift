extension ModelSpecification {
  /// What a model takes that is trained on objects like this one: its kind, channels, bands and size.
  public init(of object: SkyObject, classes: [String] = []) {
    switch object.content {
    case .image(let image):
      self.init(
        input: .image, channels: image.channels, bands: image.bands,
        shape: [image.height, image.width], classes: classes)
    case .spectrum(let spectrum):
      self.init(input: .spectrum, channels: 1, shape: [spectrum.count], classes: classes)
    case .lightCurve(let curve):
      self.init(
        input: .lightCurve, channels: curve.bands.count, bands: curve.bands, shape: [],
        classes: classes)
    case .row(let row):
      self.init(
        input: .row, channels: row.names.count, bands: row.names, shape: [], classes: classes)
    }
  }

  /// The images of a batch that a model made, with the bands that it takes.
  ///
  /// **Shapes** `[N, C, H, W]`.
  public func images(of batch: Tensor) -> [Image] {
    precondition(batch.rank == 4, "images: of a tensor of shape \(batch.shape)")
    let shape = batch.shape
    let size = shape[1...].reduce(1, *)
    let values = batch.scalars
    return (0..<shape[0]).map { row in
      var image = Image(
        pixels: Array(values[row * size..<(row + 1) * size]), channels: shape[1],
        height: shape[2], width: shape[3])
      image.bands = bands
      return image
    }
  }
}
