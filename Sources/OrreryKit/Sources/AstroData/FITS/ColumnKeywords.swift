/// The cards of a table's columns by name: a table of 999 columns is not searched card by card.
struct ColumnKeywords {
  private var cards: [String: Card] = [:]

  init(_ header: Header) {
    for card in header.cards where card.keyword.utf8.first == UInt8(ascii: "T") {
      if cards[card.keyword] == nil { cards[card.keyword] = card }
    }
  }

  subscript(_ stem: String, _ number: Int) -> Card? { cards["\(stem)\(number)"] }

  func double(_ stem: String, _ number: Int) -> Double? {
    switch self[stem, number]?.value {
    case .real(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }
}
