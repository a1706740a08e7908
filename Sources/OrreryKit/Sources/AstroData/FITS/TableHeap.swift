/// The heap behind a binary table, where cells of variable length are kept.
struct TableHeap {
  private let bytes: FileBytes
  private let start: Int
  private let size: Int
  /// All that one reading may take: rows may point to the same bytes again and again.
  let limit: Int

  init(_ hdu: HDU, rowSize: Int, _ bytes: FileBytes) {
    self.bytes = bytes
    let table = rowSize * hdu.rowCount
    let gap = max(table, hdu.storedHeader.integer("THEAP") ?? table)
    start = hdu.dataOffset + min(gap, hdu.dataSize)
    size = max(0, hdu.dataSize - gap)
    limit = ReadLimits.decompressed(from: hdu.dataSize)
  }

  /// The bytes of one cell.
  /// - Throws: `DataError` `damaged` where the descriptor points outside.
  func cell(offset: Int, byteCount: Int) throws -> [UInt8] {
    guard offset >= 0, byteCount >= 0, byteCount <= size, offset <= size - byteCount else {
      throw DataError(
        .damaged, "a descriptor points to bytes \(offset) + \(byteCount) of a heap of \(size)")
    }
    return try bytes.bytes(at: start + offset, count: byteCount)
  }
}
