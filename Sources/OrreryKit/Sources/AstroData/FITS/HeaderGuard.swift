/// Reads and bounds every header of a file before anything trusts a number in it.
///
/// The rules: BITPIX is one of six; at most 9 axes, none negative; sizes are computed with overflow
/// checks and lie inside the file; at most 10,000 cards to a header; columns fit into their rows.
struct HeaderGuard {
  static let blockSize = 2880

  private let bytes: FileBytes
  /// Where the last HDU's data end, padding included (or the end of the file).
  private(set) var end = 0

  init(_ bytes: FileBytes) { self.bytes = bytes }

  /// All header-data units, in order.
  /// - Throws: `DataError` that names the file and the HDU.
  mutating func readAll() throws -> [HDU] {
    var hdus: [HDU] = []
    while true {
      do {
        guard let hdu = try next(index: hdus.count) else { return hdus }
        hdus.append(hdu)
      } catch var error as DataError {
        error.file = bytes.path
        error.hdu = error.code == .notRecognised ? nil : hdus.count
        throw error
      }
    }
  }

  /// The HDU at `end`; `nil` behind the last one.
  private mutating func next(index: Int) throws -> HDU? {
    guard index < ReadLimits.hdus else {
      throw DataError(.tooLarge, "more than \(ReadLimits.hdus) HDUs")
    }
    let isPrimary = index == 0
    guard try opens(with: isPrimary ? "SIMPLE" : "XTENSION") else {
      if !isPrimary { return nil }
      throw DataError(.notRecognised, bytes.count == 0 ? "empty file" : "not a FITS file")
    }
    let (records, dataOffset) = try headerRecords(from: end)
    let header = Header(records: records)
    let shape = try DataShape(header, isPrimary: isPrimary)
    guard shape.byteCount <= bytes.count - dataOffset else {
      throw DataError(
        .damaged,
        "the header declares \(shape.byteCount) bytes of data, the file has "
          + "\(max(0, bytes.count - dataOffset))")
    }
    let padded = dataOffset + shape.byteCount + (HeaderGuard.blockSize - 1)
    end = min(bytes.count, padded / HeaderGuard.blockSize * HeaderGuard.blockSize)
    return try HDU(index: index, header: header, shape: shape, dataOffset: dataOffset)
  }

  private func opens(with keyword: String) throws -> Bool {
    guard bytes.count - end >= 9 else { return false }
    let start = try bytes.bytes(at: end, count: 9)
    let name = keyword + String(repeating: " ", count: 8 - keyword.count) + "="
    return start.elementsEqual(name.utf8)
  }

  /// The records up to END and the position of the data behind them.
  private func headerRecords(from start: Int) throws -> (records: [UInt8], dataOffset: Int) {
    var records: [UInt8] = []
    var position = start
    while position < bytes.count {
      let count = min(HeaderGuard.blockSize, bytes.count - position)
      let block = try bytes.bytes(at: position, count: count)
      for record in stride(from: 0, to: count, by: Header.recordSize) {
        let card = block[record..<min(record + Header.recordSize, count)]
        if Header.isEnd(card) {
          records.append(contentsOf: block[..<record])
          return (records, min(position + HeaderGuard.blockSize, bytes.count))
        }
      }
      records.append(contentsOf: block)
      position += count
      guard records.count <= ReadLimits.cards * Header.recordSize else {
        throw DataError(
          .tooLarge, "no END in the first \(ReadLimits.cards) cards of the header")
      }
    }
    throw DataError(.damaged, "the header has no END card")
  }
}
