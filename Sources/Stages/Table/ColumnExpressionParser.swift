import OrreryKit

/// Reads a `ColumnExpression` by recursive descent: sums of products of signed terms.
struct ColumnExpressionParser {
  private static let deepestNesting = 50

  private let text: [Character]
  private var position = 0
  private var depth = 0

  init(_ text: String) { self.text = Array(text) }

  /// - Throws: `Settings.Failure`.
  mutating func whole() throws -> ColumnExpression.Node {
    let node = try sum()
    if let rest = next { throw failure("'\(rest)' is not expected") }
    return node
  }

  private mutating func sum() throws -> ColumnExpression.Node {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepestNesting else { throw failure("too many brackets") }
    var node = try product()
    while true {
      if take("+") {
        node = .sum(node, try product())
      } else if take("-") {
        node = .difference(node, try product())
      } else {
        return node
      }
    }
  }

  private mutating func product() throws -> ColumnExpression.Node {
    var node = try term()
    while true {
      if take("*") {
        node = .product(node, try term())
      } else if take("/") {
        node = .quotient(node, try term())
      } else {
        return node
      }
    }
  }

  private mutating func term() throws -> ColumnExpression.Node {
    var isNegated = false
    while take("-") { isNegated.toggle() }
    let node = try primary()
    return isNegated ? .negated(node) : node
  }

  private mutating func primary() throws -> ColumnExpression.Node {
    if take("(") {
      let node = try sum()
      guard take(")") else { throw failure("a bracket is not closed") }
      return node
    }
    if take("'") {
      let start = position
      while position < text.count, text[position] != "'" { position += 1 }
      guard position < text.count else { throw failure("a quote is not closed") }
      position += 1
      return .column(String(text[start..<position - 1]))
    }
    guard let first = next else { throw failure("ends where a column or a number should be") }
    if first.isNumber || first == "." { return .number(try number()) }
    let start = position
    while position < text.count, isName(text[position]) { position += 1 }
    guard position > start else { throw failure("'\(first)' is not expected") }
    let name = String(text[start..<position])
    guard take("(") else { return .column(name) }
    let argument = try sum()
    guard take(")") else { throw failure("a bracket is not closed") }
    switch name {
    case "log10": return .log10(argument)
    case "ln": return .ln(argument)
    default: throw failure("there is no function '\(name)', only log10 and ln")
    }
  }

  private mutating func number() throws -> Double {
    let start = position
    while position < text.count {
      let isSign = text[position] == "-" || text[position] == "+"
      let isExponent = position > start && "eE".contains(text[position - 1])
      guard text[position].isNumber || ".eE".contains(text[position]) || (isSign && isExponent)
      else { break }
      position += 1
    }
    let digits = String(text[start..<position])
    guard let value = Double(digits), value.isFinite else {
      throw failure("'\(digits)' is no number")
    }
    return value
  }

  private func isName(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "."
  }

  /// The next character that is no blank; `nil` at the end.
  private var next: Character? {
    mutating get {
      while position < text.count, text[position].isWhitespace { position += 1 }
      return position < text.count ? text[position] : nil
    }
  }

  private mutating func take(_ character: Character) -> Bool {
    guard next == character else { return false }
    position += 1
    return true
  }

  private func failure(_ reason: String) -> Settings.Failure {
    Settings.Failure(path: [], reason: "'\(String(text))': \(reason)")
  }
}
