/// Whether the sums that an HDU carries are those of its bytes.
@frozen
public enum ChecksumState: String, Sendable {
  /// There is no card.
  case absent
  case right
  case wrong
}

extension FITSFile {
  /// DATASUM and CHECKSUM of every HDU, held against the bytes (FITS standard 4.0, appendix J).
  /// - Throws: `DataError.unreadable`.
  public func checksums() throws -> [(data: ChecksumState, whole: ChecksumState)] {
    var start = 0
    return try hdus.map { hdu in
      let block = HeaderGuard.blockSize
      let end = min(
        bytes.count, (hdu.dataOffset + hdu.dataSize + block - 1) / block * block)
      defer { start = end }
      let header = try sum(from: start, to: hdu.dataOffset)
      let data = try sum(from: hdu.dataOffset, to: end)
      var states = (data: ChecksumState.absent, whole: ChecksumState.absent)
      if let text = hdu.storedHeader.string("DATASUM") {
        states.data = UInt32(text.trimmingBlanks) == data ? .right : .wrong
      }
      if hdu.storedHeader.card("CHECKSUM") != nil {
        // Ones' complement has two zeros.
        let total = Checksum.folded(UInt64(header) + UInt64(data))
        states.whole = total == .max || total == 0 ? .right : .wrong
      }
      return states
    }
  }

  private func sum(from start: Int, to end: Int) throws -> UInt32 {
    var total: UInt32 = 0
    let step = 1 << 20
    for position in stride(from: start, to: end, by: step) {
      var piece = try bytes.bytes(at: position, count: min(step, end - position))
      while piece.count % 4 != 0 { piece.append(0) }
      total = Checksum.sum(piece, adding: total)
    }
    return total
  }
}

extension String {
  fileprivate var trimmingBlanks: Substring {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}
