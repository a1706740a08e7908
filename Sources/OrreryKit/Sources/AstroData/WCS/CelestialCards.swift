internal import Foundation

/// The cards of a header by keyword, read as the numbers of a world coordinate solution.
///
/// Every number is finite and at most 1e15 in size, so that nothing downstream can overflow.
struct CelestialCards {
  private let values: [String: Card.Value]

  init(_ header: Header) {
    var values: [String: Card.Value] = [:]
    for card in header.cards {
      guard let value = card.value, values[card.keyword] == nil else { continue }
      values[card.keyword] = value
    }
    self.values = values
  }

  var keywords: Dictionary<String, Card.Value>.Keys { values.keys }

  /// - Throws: `DataError` `damaged` where the card holds something else than a usable number.
  func number(_ keyword: String) throws -> Double? {
    let number: Double
    switch values[keyword] {
    case nil, .undefined: return nil
    case .real(let value): number = value
    case .integer(let value): number = Double(value)
    case .string(let text) where text.allSatisfy { $0 == " " }: return nil
    default: throw DataError(.damaged, "world coordinates: \(keyword) is not a number")
    }
    guard number.isFinite, abs(number) <= 1e15 else {
      throw DataError(.damaged, "world coordinates: \(keyword) is \(number)")
    }
    return number
  }

  /// Text without trailing blanks.
  func text(_ keyword: String) -> String? {
    guard case .string(var text) = values[keyword] else { return nil }
    while text.last == " " { text.removeLast() }
    return text
  }

  func contains(_ keyword: String) -> Bool { values[keyword] != nil }

  /// A whole number in `range`.
  func order(_ keyword: String, _ range: ClosedRange<Int>) throws -> Int? {
    guard let value = try number(keyword) else { return nil }
    guard let whole = Int(exactly: value), range.contains(whole) else {
      throw DataError(
        .damaged,
        "world coordinates: \(keyword) is \(value), not in \(range.lowerBound) to \(range.upperBound)"
      )
    }
    return whole
  }

  /// Every PVi_m of one axis, by index.
  func parameters(axis: Int) throws -> [CelestialSolution.Parameter] {
    let prefix = "PV\(axis)_"
    var found: [CelestialSolution.Parameter] = []
    for keyword in keywords where keyword.hasPrefix(prefix) {
      guard let index = Int(keyword.dropFirst(prefix.count)), (0...99).contains(index) else {
        continue
      }
      guard let value = try number(keyword) else { continue }
      found.append(CelestialSolution.Parameter(axis: axis, index: index, value: value))
    }
    return found.sorted { $0.index < $1.index }
  }
}
