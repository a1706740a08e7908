/// One header-data unit of a FITS file, as its header describes it.
public struct HDU: Sendable {
  /// What the data are.
  public enum Kind: String, Sendable {
    case image
    /// An image in tiles (`ZIMAGE`).
    case compressedImage
    /// An image of one value without data: `NPIX1`, `NPIX2`, `PIXVALUE` (HST).
    case constantImage
    case binaryTable
    case asciiTable
    /// A table in tiles (`ZTABLE`); its data cannot be read.
    case compressedTable
    /// Random groups of radio interferometry; their data cannot be read.
    case randomGroups
    /// A header without data.
    case empty
    /// An extension of a type that the standard does not define.
    case other
  }

  /// From 0; the primary HDU is 0.
  public let index: Int
  public let kind: Kind
  /// EXTNAME; empty where there is none.
  public let name: String
  /// EXTVER; 1 where there is none.
  public let version: Int
  /// For a compressed image, the header of the image, not of the table that stores it.
  public let header: Header
  /// Bits of a stored value: 8, 16, 32, 64, -32 (Float32) or -64 (Float64).
  public let bitpix: Int
  /// Lengths of an image's axes, the slowest first: `[…, height, width]`; empty for tables.
  public let shape: [Int]
  /// Rows of a table; 0 for images.
  public let rowCount: Int
  /// Columns of a table; empty for images.
  public let fields: [TableField]

  /// Position of the data in the file.
  let dataOffset: Int
  /// Bytes of the data without padding; for tables the heap is included.
  let dataSize: Int
  /// The header as it stands in the file, with the keywords of tile compression.
  let storedHeader: Header

  /// True where `readImage` can read it.
  public var hasImage: Bool {
    kind == .image || kind == .compressedImage || kind == .constantImage
  }

  /// True where `readTable` can read it.
  public var hasTable: Bool { kind == .binaryTable || kind == .asciiTable }

  /// Pixels of the image.
  public var pixelCount: Int { shape.isEmpty ? 0 : shape.reduce(1, *) }

  /// Columns of pixels: the fastest axis; 0 without an image.
  public var width: Int { shape.last ?? 0 }

  /// Rows of pixels; 1 for a one-dimensional image.
  public var height: Int { shape.count > 1 ? shape[shape.count - 2] : (shape.isEmpty ? 0 : 1) }

  /// Planes: the product of all axes but the two fastest.
  public var planeCount: Int {
    shape.isEmpty ? 0 : shape.dropLast(2).reduce(1, *)
  }
}
