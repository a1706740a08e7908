/// The cards of one header-data unit, in file order, comments kept.
public struct Header: Sendable, Equatable {
  /// Every card but END, in order.
  public var cards: [Card]

  public init(_ cards: [Card] = []) { self.cards = cards }

  /// The first card with this keyword (case ignored).
  public func card(_ keyword: String) -> Card? {
    let key = keyword.uppercased()
    return cards.first { $0.keyword == key }
  }

  /// The value of the first card with this keyword; setting replaces it in place, appends it where
  /// there is none, and removes every such card when set to `nil`.
  public subscript(keyword: String) -> Card.Value? {
    get { card(keyword)?.value }
    set {
      guard let newValue else { return remove(keyword) }
      set(keyword, newValue)
    }
  }

  /// Sets value and comment of a keyword; an existing comment is kept where none is given.
  public mutating func set(_ keyword: String, _ value: Card.Value, comment: String? = nil) {
    let key = keyword.uppercased()
    if let index = cards.firstIndex(where: { $0.keyword == key && !$0.isCommentary }) {
      cards[index].value = value
      if let comment { cards[index].comment = comment }
    } else {
      cards.append(Card(key, value, comment: comment ?? ""))
    }
  }

  /// Removes every card with this keyword.
  public mutating func remove(_ keyword: String) {
    let key = keyword.uppercased()
    cards.removeAll { $0.keyword == key }
  }

  /// Appends one HISTORY card.
  public mutating func addHistory(_ text: String) {
    cards.append(Card("HISTORY", nil, comment: text))
  }

  /// A number, whether written as integer or real; `nil` where absent or of another type.
  public func double(_ keyword: String) -> Double? {
    switch self[keyword] {
    case .real(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }

  /// A whole number; a real card counts where it holds one exactly.
  public func integer(_ keyword: String) -> Int? {
    switch self[keyword] {
    case .integer(let value): Int(exactly: value)
    case .real(let value): Int(exactly: value)
    default: nil
    }
  }

  /// A string value without trailing blanks.
  public func string(_ keyword: String) -> String? {
    guard case .string(let value) = self[keyword] else { return nil }
    return value
  }

  /// A logical value.
  public func logical(_ keyword: String) -> Bool? {
    guard case .logical(let value) = self[keyword] else { return nil }
    return value
  }
}
