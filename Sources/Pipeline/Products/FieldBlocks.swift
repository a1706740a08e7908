import OrreryKit

/// A large field and the numbers of its sources in blocks of pixels: a picture shows no more.
///
/// Filled row by row from the bottom, so that the field need not be in memory.
struct FieldBlocks: Sendable {
  /// Pixels of the longer side up to which a field is drawn as it is.
  private static let plain = 4096
  /// Blocks of the longer side of a larger one, at most: two for each pixel of the picture.
  private static let most = 2800

  /// Every number that has come.
  private(set) var numbers: Set<Int32> = []
  private var image: Image
  private var counts: [Float]
  /// The number in the middle of each block.
  private(set) var labels: [Int32]
  private let factor: Int

  /// Side of a block in pixels; 1 of a field that is drawn as it is.
  static func factor(height: Int, width: Int) -> Int {
    let longer = max(height, width)
    return longer > plain ? (longer + most - 1) / most : 1
  }

  /// - Parameters:
  ///   - template: header, world coordinates, unit and planes of the field.
  ///   - height: of the field, as `width`.
  init(_ template: Image, height: Int, width: Int) {
    factor = Self.factor(height: height, width: width)
    image = Image(
      repeating: 0, channels: template.channels, height: max(1, height / factor),
      width: max(1, width / factor))
    image.unit = template.unit
    image.bands = template.bands
    image.name = template.name
    image.wcs = template.wcs?.binned(by: factor)
    counts = [Float](repeating: 0, count: image.pixels.count)
    labels = [Int32](repeating: 0, count: image.planeSize)
  }

  /// Takes some rows.
  /// - Parameters:
  ///   - pixels: one array for each plane, `rows.count × width`.
  ///   - numbers: of the sources at these pixels; 0 where there is none.
  mutating func add(_ rows: Range<Int>, pixels planes: [[Float]], numbers map: [Float], width: Int)
  {
    var pixels = image.pixels
    image.pixels = []
    let (columns, size) = (image.width, image.planeSize)
    for y in rows {
      let start = (y - rows.lowerBound) * width
      for x in 0..<width where map[start + x] > 0 { numbers.insert(Int32(map[start + x])) }
      let row = y / factor
      guard row < image.height else { continue }
      for (channel, plane) in planes.enumerated() {
        for x in 0..<min(width, columns * factor) where plane[start + x].isFinite {
          let block = channel * size + row * columns + x / factor
          pixels[block] += plane[start + x]
          counts[block] += 1
        }
      }
      guard y % factor == factor / 2 else { continue }
      for column in 0..<columns {
        let value = map[start + min(width - 1, column * factor + factor / 2)]
        labels[row * columns + column] = value.isFinite ? Int32(value) : 0
      }
    }
    image.pixels = pixels
  }

  /// The means of the blocks; NaN where a block has no value.
  var means: Image {
    var result = image
    for index in counts.indices {
      result.pixels[index] = counts[index] > 0 ? image.pixels[index] / counts[index] : .nan
    }
    return result
  }
}
