/// An image of which regions are made when they are asked for: one that does not fit into memory.
///
/// A region has the bits that it has in the whole image, whatever else is read, and in any order.
/// Safe to use from several threads.
public protocol TiledImage: Sendable {
  /// Of the whole image.
  var height: Int { get }
  var width: Int { get }
  /// All that is known of the object but its pixels: its image and its layers have header, world
  /// coordinates, unit and bands of the whole, and height and width 0.
  var object: SkyObject { get }

  /// A region of the image with its mask, and of every layer.
  ///
  /// Headers and world coordinates are those of the whole image.
  /// - Precondition: the region lies inside.
  /// - Throws: an error that says in one line why it cannot be had.
  func read(_ region: PixelRegion) throws -> SkyObject
}

extension TiledImage {
  /// Planes of the image.
  public var channels: Int { object.image?.channels ?? 0 }

  /// Strips of whole rows from the bottom to the top, at most `height` rows each.
  /// - Parameter body: false ends it.
  public func forEachStrip(
    of rows: Int, _ body: (_ rows: Range<Int>, _ strip: SkyObject) throws -> Bool
  ) throws {
    for start in stride(from: 0, to: height, by: rows) {
      let range = start..<min(start + rows, height)
      guard try body(range, read(PixelRegion(x: 0..<width, y: range))) else { return }
    }
  }
}

/// An image in memory as a tiled one: what goes tile by tile can be tried against the whole.
public struct WholeImage: TiledImage {
  public let height: Int
  public let width: Int
  public let object: SkyObject
  private let whole: SkyObject

  /// - Precondition: the object is an image; layers of another shape are left out.
  public init(_ object: SkyObject) {
    guard let image = object.image else {
      preconditionFailure("WholeImage: \(object.id) is a \(object.kind.rawValue)")
    }
    (height, width) = (image.height, image.width)
    var whole = object
    whole.layers = object.layers.filter {
      ($0.value.height, $0.value.width) == (image.height, image.width)
    }
    self.whole = whole
    var empty = whole
    empty.image = image.part(PixelRegion(x: 0..<0, y: 0..<0))
    empty.layers = whole.layers.mapValues { $0.part(PixelRegion(x: 0..<0, y: 0..<0)) }
    self.object = empty
  }

  public func read(_ region: PixelRegion) throws -> SkyObject {
    var result = whole
    result.image = whole.image?.part(region)
    result.layers = whole.layers.mapValues { $0.part(region) }
    return result
  }
}

extension Image {
  /// The pixels of a region beside the header of the whole.
  fileprivate func part(_ region: PixelRegion) -> Image {
    func cut<Value>(_ values: [Value]) -> [Value] {
      var result: [Value] = []
      result.reserveCapacity(channels * region.y.count * region.x.count)
      for channel in 0..<channels {
        for row in region.y {
          let start = (channel * height + row) * width
          result += values[start + region.x.lowerBound..<start + region.x.upperBound]
        }
      }
      return result
    }
    var result = Image(
      pixels: cut(pixels), channels: channels, height: region.y.count, width: region.x.count,
      header: header, name: name)
    result.mask = mask.map(cut)
    result.uncertainty = uncertainty.map(cut)
    result.unit = unit
    result.bands = bands
    result.wcs = wcs
    return result
  }
}
