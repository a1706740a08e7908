/// The two headers of a tile-compressed image (FITS standard 4.0, section 10.1).
extension Header {
  /// The header of the image that a compressed table stores: its own keywords where the table's
  /// stood, without those of the table and of the compression.
  func uncompressed(isPrimary: Bool) -> Header {
    var result = Header()
    result.cards.reserveCapacity(cards.count)
    let axes = integer("ZNAXIS") ?? 0
    for card in cards {
      var card = card
      switch card.keyword {
      case "XTENSION":
        card =
          isPrimary
          ? Card("SIMPLE", true, comment: "conforms to FITS standard")
          : Card("XTENSION", "IMAGE", comment: "Image extension")
      case "BITPIX": card.value = self["ZBITPIX"]
      case "NAXIS":
        card.value = self["ZNAXIS"]
        result.cards.append(card)
        for axis in 1...max(1, axes) where axis <= axes {
          guard let source = self.card("ZNAXIS\(axis)") else { continue }
          result.cards.append(Card("NAXIS\(axis)", source.value, comment: source.comment))
        }
        continue
      case "PCOUNT" where isPrimary, "GCOUNT" where isPrimary: continue
      case "PCOUNT": card.value = self["ZPCOUNT"] ?? 0
      case "GCOUNT": card.value = self["ZGCOUNT"] ?? 1
      case "EXTNAME" where card.value == "COMPRESSED_IMAGE": continue
      case "ZHECKSUM": card.keyword = "CHECKSUM"
      case "ZDATASUM": card.keyword = "DATASUM"
      case "CHECKSUM", "DATASUM": continue
      case let keyword where StructuralKeyword.isOfCompression(keyword): continue
      case let keyword where StructuralKeyword.isOfTable(keyword): continue
      case let keyword
      where keyword.hasPrefix("NAXIS") && keyword.dropFirst(5).allSatisfy(\.isNumber):
        continue
      default: break
      }
      result.cards.append(card)
    }
    return result
  }
}
