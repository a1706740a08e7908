/// Float32 pixels of one or more planes beside their header.
///
/// **Shape** `[channels, height, width]`, x fastest; row 0 is the bottom row as in FITS. Pixel
/// coordinates are from 0 and a pixel's centre has whole coordinates: FITS pixel (1, 1) is (0, 0).
///
/// A missing pixel (NaN, BLANK) is NaN in `pixels` and carries `PixelFlags.missing` in `mask`.
public struct Image: Sendable {
  /// Physical values (BSCALE and BZERO applied), unit `unit`; `channels × height × width` of them.
  public var pixels: [Float]
  public var channels: Int
  public var height: Int
  public var width: Int
  /// `PixelFlags` bits beside each pixel; `nil` where every pixel is good.
  public var mask: [UInt8]?
  /// One standard deviation beside each pixel, in `unit`; `nil` where unknown.
  public var uncertainty: [Float]?
  /// Unit of the pixels as in BUNIT (`adu`, `electron/s`, `nJy`); `nil` where unknown.
  public var unit: String?
  /// A name for each channel (`g`, `r`, `z`); empty where unknown.
  public var bands: [String]
  public var header: Header
  /// Pixel to sky; `nil` where the header has no celestial frame.
  public var wcs: WCS?
  /// Name of the image, mostly EXTNAME or OBJECT.
  public var name: String

  /// - Precondition: `pixels.count == channels * height * width`.
  public init(
    pixels: [Float], channels: Int = 1, height: Int, width: Int, header: Header = Header(),
    name: String = ""
  ) {
    precondition(
      pixels.count == channels * height * width,
      "Image: \(pixels.count) pixels for shape [\(channels), \(height), \(width)]")
    self.pixels = pixels
    self.channels = channels
    self.height = height
    self.width = width
    self.mask = nil
    self.uncertainty = nil
    self.unit = nil
    self.bands = []
    self.header = header
    self.wcs = nil
    self.name = name
  }

  /// An image of one value.
  public init(repeating value: Float, channels: Int = 1, height: Int, width: Int) {
    self.init(
      pixels: [Float](repeating: value, count: channels * height * width), channels: channels,
      height: height, width: width)
  }

  /// Pixels in one plane.
  @inlinable
  public var planeSize: Int { height * width }

  /// The pixel at column `x`, row `y` of plane `channel`.
  public subscript(channel: Int, y: Int, x: Int) -> Float {
    get { pixels[(channel * height + y) * width + x] }
    set { pixels[(channel * height + y) * width + x] = newValue }
  }

  /// Range of one plane inside `pixels`.
  public func planeRange(_ channel: Int) -> Range<Int> {
    channel * planeSize..<(channel + 1) * planeSize
  }

  /// How many pixels carry `PixelFlags.missing` or are not finite.
  public var missingCount: Int {
    var count = 0
    for index in pixels.indices where !isGood(index) && !pixels[index].isFinite { count += 1 }
    return count
  }

  /// True where the pixel is finite and its mask has no bit set.
  public func isGood(_ index: Int) -> Bool {
    pixels[index].isFinite && (mask.map { $0[index] == 0 } ?? true)
  }

  /// Sets bits of one pixel's mask, making the mask where there was none.
  public mutating func flag(_ index: Int, _ flags: PixelFlags) {
    if mask == nil { mask = [UInt8](repeating: 0, count: pixels.count) }
    mask![index] |= flags.rawValue
  }
}
