/// The table of a compressed image: one row to a tile.
struct TileColumns {
  let compressed: TableField?
  /// Tiles that could not be quantised, as gzip data.
  let gzipped: TableField?
  /// Tiles that could not be compressed.
  let plain: TableField?
  let scale: TableField?
  let zero: TableField?
  let blank: TableField?
  private let table: [UInt8]
  private let rowSize: Int

  init(_ hdu: HDU, table: [UInt8], rowSize: Int) throws {
    func field(_ name: String) -> TableField? { hdu.fields.first { $0.name == name } }
    func described(_ name: String) throws -> TableField? {
      guard let field = field(name) else { return nil }
      guard field.isDescriptor, field.count == 1 else {
        throw DataError(.damaged, "column \(name) is no descriptor")
      }
      return field
    }
    compressed = try described("COMPRESSED_DATA")
    gzipped = try described("GZIP_COMPRESSED_DATA")
    plain = try described("UNCOMPRESSED_DATA")
    guard compressed != nil || gzipped != nil || plain != nil else {
      throw DataError(.damaged, "a compressed image without COMPRESSED_DATA")
    }
    scale = field("ZSCALE")
    zero = field("ZZERO")
    blank = field("ZBLANK")
    self.table = table
    self.rowSize = rowSize
  }

  /// True where reals are stored as scaled integers.
  func isQuantised(_ header: Header) -> Bool {
    header.string("ZQUANTIZ") != "NONE" && (scale != nil || header.double("ZSCALE") != nil)
  }

  /// Element count and heap position of a tile.
  func descriptor(_ field: TableField, _ row: Int) -> (count: Int, offset: Int)? {
    table.withUnsafeBytes { bytes in
      let start = row * rowSize + field.offset
      guard start + field.size <= bytes.count else { return nil }
      if field.type == UInt8(ascii: "Q") {
        return (
          Int(Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: Int64.self))),
          Int(Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: start + 8, as: Int64.self)))
        )
      }
      return (
        Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: Int32.self))),
        Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: start + 4, as: Int32.self)))
      )
    }
  }

  /// A number of tile `row`; `nil` where the column is absent or of another type.
  func number(_ field: TableField?, _ row: Int) -> Double? {
    guard let field, field.count == 1 else { return nil }
    return table.withUnsafeBytes { bytes in
      let start = row * rowSize + field.offset
      guard start + field.size <= bytes.count else { return nil }
      switch field.type {
      case UInt8(ascii: "D"):
        let bits = bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
        return Double(bitPattern: UInt64(bigEndian: bits))
      case UInt8(ascii: "E"):
        let bits = bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self)
        return Double(Float(bitPattern: UInt32(bigEndian: bits)))
      case UInt8(ascii: "J"):
        let bits = bytes.loadUnaligned(fromByteOffset: start, as: Int32.self)
        return Double(Int32(bigEndian: bits))
      default: return nil
      }
    }
  }
}
