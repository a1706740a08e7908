import Foundation
import OrreryKit

/// Arithmetic on the columns of a row: `log10(period)`, `V - I`, `2.5 * (a / b)`.
///
/// Numbers, names of columns (in quotes where they hold other characters than letters, digits, `_`
/// and `.`: `'[M/H]'`), `+ - * /`, brackets, `log10` and `ln`.
struct ColumnExpression: Sendable {
  indirect enum Node: Sendable, Equatable {
    case number(Double)
    case column(String)
    case negated(Node)
    case sum(Node, Node)
    case difference(Node, Node)
    case product(Node, Node)
    case quotient(Node, Node)
    case log10(Node)
    case ln(Node)
  }

  let root: Node

  init(column name: String) { root = .column(name) }

  /// - Throws: `Settings.Failure` without a path that says what is wrong with the text.
  init(_ text: String) throws {
    var parser = ColumnExpressionParser(text)
    root = try parser.whole()
  }

  /// The value for a row; NaN where a column has none, or where there is no such number (a
  /// logarithm of 0, a division by 0).
  /// - Throws: `DataError.missing` for a column that the row lacks.
  func value(in row: CatalogRow, of object: SkyObject) throws -> Double {
    let value = try Self.value(of: root, row, object)
    return value.isFinite ? value : .nan
  }

  private static func value(
    of node: Node, _ row: CatalogRow, _ object: SkyObject
  ) throws -> Double {
    func value(_ node: Node) throws -> Double { try self.value(of: node, row, object) }
    switch node {
    case .number(let number): return number
    case .column(let name): return row.values[try row.place(of: name, for: object)]
    case .negated(let part): return -(try value(part))
    case .sum(let a, let b): return try value(a) + value(b)
    case .difference(let a, let b): return try value(a) - value(b)
    case .product(let a, let b): return try value(a) * value(b)
    case .quotient(let a, let b): return try value(a) / value(b)
    case .log10(let part): return Foundation.log10(try value(part))
    case .ln(let part): return Foundation.log(try value(part))
    }
  }
}
