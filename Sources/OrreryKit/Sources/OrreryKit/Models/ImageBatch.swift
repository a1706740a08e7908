/// Images side by side as a model takes them: the same step in training and in a run.
///
/// Missing pixels become 0 here, behind every normalisation, and are counted (`PixelFill`). An image
/// without a valid pixel, or of one value alone, has no row: nothing can be said of it.
public struct ImageBatch: InputBatch {
  /// `[N, C, H, W]`, finite; one entry for each of `rows`.
  public let images: Tensor
  /// Which objects they are, ascending.
  public let rows: [Int]
  /// What each object must be flagged with, `rows` or not.
  public let flags: [[ObjectFlag]]

  /// - Throws: `DataError.invalidValue` for an object that `specification.check` refuses, or that
  ///   has another size than the first.
  public init(_ objects: [SkyObject], specification: ModelSpecification) throws {
    var values: [Float] = []
    var rows: [Int] = []
    var flags: [[ObjectFlag]] = []
    var size: (height: Int, width: Int)?
    for (index, object) in objects.enumerated() {
      try specification.check(object)
      guard var image = object.image else { continue }
      let first = size ?? (image.height, image.width)
      size = first
      guard first == (image.height, image.width) else {
        throw DataError(
          .invalidValue,
          "\(object.id): is \(image.height) × \(image.width) pixels in a batch of "
            + "\(first.height) × \(first.width)")
      }
      var fill = PixelFill()
      // Out of the image for the time being: each access through it costs more than the rest.
      var pixels = image.pixels
      image.pixels = []
      fill.take(&pixels, mask: image.mask ?? [])
      flags.append(fill.flags)
      if fill.isUsable {
        rows.append(index)
        values += pixels
      }
    }
    let (height, width) = size ?? (0, 0)
    self.images = Tensor(
      values, shape: [rows.count, specification.channels, height, width])
    self.rows = rows
    self.flags = flags
  }
}
