import OrreryKit

/// One entry of `compute-columns`: the name of a column, or `name = expression`.
///
/// It is read once, where settings are decoded, and written as it was.
struct ComputedColumn: Codable, Sendable {
  let text: String
  let name: String
  let expression: ColumnExpression

  /// - Throws: `Settings.Failure` without a path.
  init(_ text: String) throws {
    let sides = text.split(separator: "=", omittingEmptySubsequences: false).map { side in
      String(side.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
    guard let name = sides.first, !name.isEmpty, sides.count <= 2 else {
      throw Settings.Failure(
        path: [], reason: "'\(text)' must be a column, or `name = expression`")
    }
    self.text = text
    self.name = name
    expression =
      sides.count == 2 ? try ColumnExpression(sides[1]) : ColumnExpression(column: name)
  }

  init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    do {
      try self.init(text)
    } catch let failure as Settings.Failure {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: failure.reason))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
