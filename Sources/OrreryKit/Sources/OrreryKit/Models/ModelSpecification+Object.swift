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
}
