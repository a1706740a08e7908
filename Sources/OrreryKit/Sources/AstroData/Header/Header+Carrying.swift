/// What of a header goes on into a new file.
extension Header {
  /// The cards that describe the object and not how it was stored, in a form that the standard
  /// allows.
  ///
  /// Structural keywords and DATE (when the old file was written) go. What a header may not hold
  /// becomes a COMMENT card of the same text: a keyword's second card, a keyword without a value,
  /// a step CDELTn of zero. EPOCH becomes EQUINOX, its name since 1998.
  ///
  /// - Parameter axes: NAXIS of the new HDU; 0 for a table. World coordinates of further axes are
  ///   announced by WCSAXES.
  func carried(isPrimary: Bool, axes: Int) -> Header {
    var seen: Set<String> = []
    var result: [Card] = []
    result.reserveCapacity(cards.count)
    for card in cards where !Header.isReplaced(card.keyword, isPrimary: isPrimary) {
      var card = card
      if card.keyword == "EPOCH", self.card("EQUINOX") == nil, double("EPOCH") != nil {
        card.keyword = "EQUINOX"
      }
      let isPlain = card.value == nil && Header.isCommentary(card.keyword)
      if isPlain {
        result.append(card)
      } else if Header.isForbidden(card) || !seen.insert(card.keyword).inserted {
        let text = card.records.map { CardText.string(CardText.trimmedEnd($0)) }.joined()
        result.append(Card("COMMENT", nil, comment: text))
      } else {
        result.append(card)
      }
    }
    if axes > 0 { Header.announceAxes(&result, axes: axes) }
    return Header(result)
  }

  private static func isReplaced(_ keyword: String, isPrimary: Bool) -> Bool {
    // INHERIT is for extensions; a primary header has nothing to inherit.
    keyword == "DATE" || keyword == "LONGSTRN" || (isPrimary && keyword == "INHERIT")
      || StructuralKeyword.contains(keyword)
  }

  private static func isCommentary(_ keyword: String) -> Bool {
    keyword.isEmpty || keyword == "COMMENT" || keyword == "HISTORY"
  }

  private static func isForbidden(_ card: Card) -> Bool {
    switch card.value {
    case nil, .undefined: true
    case .real(0), .integer(0): card.keyword.hasPrefix("CDELT")
    default: card.keyword == "EPOCH"
    }
  }

  /// Coordinates of more axes than the data have need WCSAXES in front; axes with coordinates
  /// need a CTYPEn.
  private static func announceAxes(_ cards: inout [Card], axes: Int) {
    func axis(_ keyword: String) -> Int? {
      for stem in ["CTYPE", "CRVAL", "CRPIX", "CDELT"] where keyword.hasPrefix(stem) {
        return Int(keyword.dropFirst(5))
      }
      return nil
    }
    guard let first = cards.firstIndex(where: { axis($0.keyword) != nil }) else { return }
    let highest = min(cards.compactMap { axis($0.keyword) }.max() ?? 0, ReadLimits.axes)
    let keywords = Set(cards.map(\.keyword))
    var missing: [Card] = []
    if highest > axes, !keywords.contains("WCSAXES") {
      missing.append(Card("WCSAXES", .integer(Int64(highest))))
    }
    for axis in 1...max(1, highest, axes) where !keywords.contains("CTYPE\(axis)") {
      // A blank type is the standard's default: linear, unnamed.
      missing.append(Card("CTYPE\(axis)", ""))
    }
    cards.insert(contentsOf: missing, at: first)
  }
}
