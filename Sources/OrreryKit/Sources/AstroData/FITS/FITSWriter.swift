/// Header-data units to be written as one FITS file.
///
/// Mandatory keywords come first and are always the writer's own; of the headers that images and
/// tables carry, cards about storage are replaced. Every HDU has CHECKSUM and DATASUM. The same
/// content gives the same bytes.
///
/// ```swift
/// var file = FITSWriter()
/// file.append(image)
/// try file.append(catalog)
/// try file.write(to: "field.fits")
/// ```
public struct FITSWriter: Sendable {
  /// One encoded unit.
  private struct Unit: Sendable {
    var unit: FITSUnit
    /// Padded to whole blocks.
    var data: [UInt8]

    init(_ unit: FITSUnit, _ data: [UInt8] = []) {
      self.unit = unit
      self.data = data + FITSUnit.padding(data.count)
    }

    func encoded(isPrimary: Bool) -> [UInt8] {
      unit.encodedHeader(isPrimary: isPrimary, dataSum: Checksum.sum(data)) + data
    }
  }

  private var primary: Header?
  private var units: [Unit] = []

  /// A file whose first image becomes the primary one; before a table stands an empty primary HDU.
  public init() {}

  /// A file whose primary HDU has these cards and no data.
  public init(primary: Header) { self.primary = primary }

  /// Number of HDUs appended, an empty primary one not counted.
  public var count: Int { units.count }

  // MARK: - Images

  /// Appends an image: NAXIS = 2 for one plane, else 3. BUNIT and the world coordinates are those
  /// of the image. Mask and uncertainty are not written; append them as images of their own.
  ///
  /// - Parameters:
  ///   - format: integers are rounded, NaN becomes BLANK.
  ///   - name: EXTNAME; `nil` for the image's name.
  /// - Throws: `DataError.invalidValue` where a pixel does not fit into an integer format.
  public mutating func append(
    _ image: Image, as format: FITSPixelFormat = .float32, name: String? = nil
  ) throws {
    let (pixels, blank) = try format.pixels(image.pixels)
    var shape = [image.height, image.width]
    if image.channels > 1 { shape.insert(image.channels, at: 0) }
    append(
      pixels, shape: shape, blank: blank, header: image.writtenHeader, name: name ?? image.name)
  }

  /// Appends an array exactly as it is.
  ///
  /// **Shape** the slowest axis first: `[…, height, width]`, at most 9 axes.
  /// - Parameter blank: the stored value that stands for a missing integer pixel.
  public mutating func append(
    _ pixels: FITSPixels, shape: [Int], blank: Int64? = nil, header: Header = Header(),
    name: String = ""
  ) {
    precondition(
      !shape.isEmpty && shape.count <= ReadLimits.axes && shape.allSatisfy { $0 > 0 }
        && shape.reduce(1, *) == pixels.count,
      "FITSWriter: \(pixels.count) pixels for shape \(shape)")
    var scaling: [Card] = []
    if let zero = pixels.zeroCard {
      scaling = [Card("BSCALE", 1), zero]
    }
    if let blank { scaling.append(Card("BLANK", .integer(blank), comment: "missing pixel")) }
    units.append(
      Unit(
        .image(
          bitpix: pixels.bitpix, shape: shape, scaling: scaling, header: header, name: name),
        pixels.bytes))
  }

  // MARK: - Tables

  /// Appends a binary table with units, nulls, vectors, strings and rows of variable length.
  ///
  /// Integers are stored as 64 bits with TNULL, reals as Float64, floats as Float32 with NaN for
  /// null, strings with blanks for null. Characters beyond ASCII become `?`.
  /// - Throws: `DataError.invalidValue` where columns differ in length or names repeat.
  public mutating func append(_ table: Catalog, name: String? = nil) throws {
    let encoder = try BinaryTableEncoder(table)
    var carried = table.header
    carried.remove("EXTNAME")
    units.append(
      Unit(
        FITSUnit(
          cards: encoder.cards, carried: carried, name: name ?? table.name, isImage: false,
          axes: 0),
        encoder.data))
  }

  // MARK: - Writing

  /// The whole file in memory.
  public var data: [UInt8] {
    var result: [UInt8] = []
    let needsPrimary = primary != nil || units.first?.unit.isImage != true
    if needsPrimary {
      result += Unit(.empty(primary ?? Header())).encoded(isPrimary: true)
    }
    for (index, unit) in units.enumerated() {
      result += unit.encoded(isPrimary: index == 0 && !needsPrimary)
    }
    return result
  }

  /// Writes the file whole or not at all: a temporary file beside it, synced, then renamed.
  /// - Throws: `DataError.unwritable`.
  public func write(to path: String) throws { try AtomicFile.write(data, to: path) }
}

extension Image {
  /// The header with the image's own unit and world coordinates.
  var writtenHeader: Header {
    var header = header
    if let wcs { header.setWCS(wcs) }
    if let unit { header.set("BUNIT", .string(unit)) }
    return header
  }
}
