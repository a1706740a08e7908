/// One record of a FITS header: keyword, value, comment (FITS standard 4.0, section 4).
public struct Card: Sendable, Equatable {
  /// The value of a card; `undefined` is a keyword with `=` and nothing after it.
  @frozen
  public enum Value: Sendable, Equatable {
    case logical(Bool)
    case integer(Int64)
    case real(Double)
    case complex(Double, Double)
    case string(String)
    case undefined
  }

  /// Upper case, at most 8 characters, or the full name of a `HIERARCH` card (`ESO DET DIT`);
  /// empty for a blank card.
  public var keyword: String
  /// `nil` for commentary cards (COMMENT, HISTORY, blank), whose text is `comment`.
  public var value: Value?
  /// The text behind `/`, or the text of a commentary card.
  public var comment: String
  /// Physical unit, when the comment opens with `[unit]`.
  public var unit: String? {
    guard comment.hasPrefix("["), let end = comment.firstIndex(of: "]") else { return nil }
    return String(comment[comment.index(after: comment.startIndex)..<end])
  }

  public init(_ keyword: String, _ value: Value?, comment: String = "") {
    self.keyword = keyword
    self.value = value
    self.comment = comment
  }

  /// True for COMMENT, HISTORY, blank cards and any other record without a value.
  public var isCommentary: Bool {
    value == nil
  }
}

extension Card.Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .real(value) }
  public init(booleanLiteral value: Bool) { self = .logical(value) }
}
