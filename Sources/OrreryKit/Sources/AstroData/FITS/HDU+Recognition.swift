/// From a header to what the data are.
extension HDU {
  /// - Throws: `DataError` where the header contradicts itself.
  init(index: Int, header: Header, shape data: DataShape, dataOffset: Int) throws {
    var kind = Kind.empty
    var bitpix = data.bitpix
    var shape: [Int] = []
    var fields: [TableField] = []
    var rowCount = 0
    var shown = header
    switch data.extensionType {
    case "" where data.isRandomGroups: kind = .randomGroups
    case "", "IMAGE", "IUEIMAGE":
      if !data.axes.isEmpty, data.axes.allSatisfy({ $0 > 0 }) {
        kind = .image
        shape = data.axes.reversed()
      } else if let constant = try HDU.constantShape(header) {
        kind = .constantImage
        shape = constant
      }
    case "BINTABLE", "A3DTABLE":
      fields = try TableField.binary(header, data)
      rowCount = data.axes[0] > 0 ? data.axes[1] : 0
      kind = .binaryTable
      if header.logical("ZIMAGE") == true {
        kind = .compressedImage
        bitpix = try DataShape.bitpix(header, "ZBITPIX")
        shape = try DataShape.axes(header, "ZNAXIS").reversed()
        _ = try shape.reduce(abs(bitpix) / 8) { try DataShape.product($0, $1) }
        shown = header.uncompressed(isPrimary: header.logical("ZSIMPLE") == true)
        if shape.isEmpty || shape.contains(0) {
          kind = .empty
          shape = []
        }
      } else if header.logical("ZTABLE") == true {
        kind = .compressedTable
      }
    case "TABLE":
      fields = try TableField.ascii(header, data)
      rowCount = data.axes[0] > 0 ? data.axes[1] : 0
      kind = .asciiTable
    default: kind = .other
    }
    self.index = index
    self.kind = kind
    self.name = header.string("EXTNAME") ?? ""
    self.version = header.integer("EXTVER") ?? 1
    self.header = shown
    self.bitpix = bitpix
    self.shape = shape
    self.rowCount = rowCount
    self.fields = fields
    self.dataOffset = dataOffset
    self.dataSize = data.byteCount
    self.storedHeader = header
  }

  /// Shape of an HST image of one value: `NPIX1`, `NPIX2` and `PIXVALUE` beside NAXIS = 0.
  private static func constantShape(_ header: Header) throws -> [Int]? {
    guard header.integer("NAXIS") == 0, header.double("PIXVALUE") != nil,
      let width = header.integer("NPIX1"), width > 0
    else { return nil }
    let height = header.integer("NPIX2") ?? 1
    guard height > 0 else { return nil }
    let (count, overflow) = width.multipliedReportingOverflow(by: height)
    guard !overflow, count <= ReadLimits.constantPixels else {
      throw DataError(.tooLarge, "constant image of \(width) × \(height) pixels")
    }
    return [height, width]
  }
}
