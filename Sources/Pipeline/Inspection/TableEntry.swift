import OrreryKit

/// Rows of a table by the names that their objects have in it.
enum TableEntry {
  /// Columns that name objects, the likeliest first.
  private static let names = [
    "id", "name", "object", "objid", "object_id", "objectid", "source_id", "sourceid", "targetid",
    "target", "designation", "identifier", "specobjid", "number",
  ]

  /// The first row that a name stands in: in a column that names objects, else in any column of text.
  /// - Returns: `nil` where there is none.
  static func row(called name: String, in table: Catalog) -> Int? {
    columns(table).lazy.compactMap { row(called: name, in: $0) }.first
  }

  /// Some names that there are.
  static func names(in table: Catalog) -> [String] {
    columns(table).flatMap { column -> [String] in
      switch column.values {
      case .string(let values): Array(values.prefix(1000))
      case .integer(let values): values.prefix(1000).map(String.init)
      default: []
      }
    }
  }

  private static func columns(_ table: Catalog) -> [Column] {
    let single = table.columns.filter { $0.width == 1 }
    let named = names.compactMap { name in
      single.first { $0.name.lowercased() == name }
    }
    let texts = single.filter { column in
      if case .string = column.values { !named.contains { $0.name == column.name } } else { false }
    }
    return named + texts
  }

  private static func row(called name: String, in column: Column) -> Int? {
    switch column.values {
    case .string(let values):
      let trimmed = name.trimmingSpaces
      return values.firstIndex { $0.trimmingSpaces == trimmed }
    case .integer(let values):
      guard let number = Int64(name) else { return nil }
      return values.indices.first { values[$0] == number && column.isNull?[$0] != true }
    default: return nil
    }
  }
}

extension String {
  /// Without the spaces at its ends, with which FITS pads.
  fileprivate var trimmingSpaces: Substring {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}
