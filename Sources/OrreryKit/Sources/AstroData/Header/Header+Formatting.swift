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

  /// The cards that describe the object and not how it was stored, for a new file.
  ///
  /// Structural keywords go; of several cards with one keyword the first stays and the others
  /// become COMMENT cards, because a header may hold a keyword only once.
  func carried(isPrimary: Bool) -> Header {
    var seen: Set<String> = []
    var result: [Card] = []
    result.reserveCapacity(cards.count)
    for card in cards where !StructuralKeyword.contains(card.keyword) {
      // INHERIT is for extensions; a primary header has nothing to inherit.
      if isPrimary, card.keyword == "INHERIT" { continue }
      if card.keyword == "LONGSTRN" { continue }
      if card.keyword == "CONTINUE" {
        result.append(Card("COMMENT", nil, comment: card.comment))
      } else if card.value == nil || seen.insert(card.keyword).inserted {
        result.append(card)
      } else {
        let text = String(decoding: card.records.joined(), as: UTF8.self)
        result.append(Card("COMMENT", nil, comment: String(text.trimmedEnd)))
      }
    }
    return Header(result)
  }
}

extension String {
  fileprivate var trimmedEnd: Substring {
    var result = self[...]
    while result.last == " " { result.removeLast() }
    return result
  }
}
