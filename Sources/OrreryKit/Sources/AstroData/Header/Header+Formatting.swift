/// Writing a header.
extension Header {
  /// All cards and END in 80-byte records, padded with blanks to whole blocks of 2880 bytes.
  public var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity((cards.count + 1) * Header.recordSize)
    for card in cards {
      for record in card.records { bytes += record }
    }
    bytes += Array("END".utf8)
    let block = HeaderGuard.blockSize
    let padded = (bytes.count + block - 1) / block * block
    bytes += [UInt8](repeating: CardText.blank, count: padded - bytes.count)
    return bytes
  }
}
