/// Images side by side as a model takes them: the same step in training and in a run.
///
/// Missing pixels become 0 here, behind every normalisation, and are counted: those that are not
/// finite or carry `missing`, `outside`, `cosmicRay` or `instrument`. Saturated pixels keep their
/// values. An image without a valid pixel, or of one value alone, has no row: nothing can be said
/// of it.
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
      let found = Self.fill(&image)
      flags.append(found.flags)
      if found.isUsable {
        rows.append(index)
        values += image.pixels
      }
    }
    let (height, width) = size ?? (0, 0)
    self.images = Tensor(
      values, shape: [rows.count, specification.channels, height, width])
    self.rows = rows
    self.flags = flags
  }

  private static let unusable: PixelFlags = [.missing, .outside, .cosmicRay, .instrument]

  /// Puts 0 in place of missing pixels and says what the object must be flagged with.
  private static func fill(_ image: inout Image) -> (flags: [ObjectFlag], isUsable: Bool) {
    var low = Float.infinity
    var high = -Float.infinity
    var filled = 0
    var saturated = false
    // Out of the image for the time being: each access through it costs more than the rest.
    var pixels = image.pixels
    image.pixels = []
    let mask = image.mask ?? []
    for index in pixels.indices {
      let bits = mask.isEmpty ? 0 : mask[index]
      if bits & PixelFlags.saturated.rawValue != 0 { saturated = true }
      let value = pixels[index]
      if value.isFinite && bits & unusable.rawValue == 0 {
        low = min(low, value)
        high = max(high, value)
      } else {
        pixels[index] = 0
        filled += 1
      }
    }
    image.pixels = pixels
    var flags: [ObjectFlag] = saturated ? [.saturated] : []
    if filled == image.pixels.count { return (flags + [.noValidData], false) }
    if filled > 0 { flags.append(.missingData) }
    if low == high { return (flags + [.constant], false) }
    if filled > 0 { flags.append(.filled) }
    return (flags, true)
  }
}
