import OrreryKit

/// The tables that a model made of objects (sources of fields, probabilities over time), gathered by
/// name: each row begins with the id of its object.
struct PredictionTables: Sendable {
  /// Names and types of a table's columns: every object's are the same.
  private var columns: [String: [Column]] = [:]

  /// The names, in order.
  var names: [String] { columns.keys.sorted() }

  /// A table of one object as it stands in the catalogue.
  static func piece(_ table: Catalog, _ name: String, of id: String) -> Catalog {
    let ids = Column(
      "id", .string([String](repeating: id.printable, count: table.rowCount)),
      description: "Name of the object in OBJECTS")
    // A column of the same name is the table's own numbering: the object's name is what is wanted.
    var names: Set<String> = ["id"]
    let own = table.columns.filter { $0.name.lowercased() != "id" }.map { column in
      var column = column
      column.name = MeasurementColumns.unique(column.name, &names)
      return column
    }
    return Catalog(columns: [ids] + own, name: name.uppercased())
  }

  /// Holds the tables of one object against those of the objects before.
  /// - Throws: `PluginFailure` where a table has other columns.
  mutating func check(_ tables: [String: Catalog], model: String) throws {
    for (name, table) in tables {
      let own = table.columns.filter { $0.name.lowercased() != "id" }
      guard let before = columns[name] else {
        columns[name] = own.map { column in
          var empty = column
          empty.values = column.values.emptied
          empty.isNull = nil
          return empty
        }
        continue
      }
      guard before.map(\.name) == own.map(\.name), before.map(\.width) == own.map(\.width) else {
        throw PluginFailure(model, "the columns of '\(name)' differ from object to object")
      }
      for (old, new) in zip(before, own) where !old.values.isSameType(as: new.values) {
        throw PluginFailure(
          model, "column '\(new.name)' of '\(name)' changes its type from object to object")
      }
    }
  }
}

extension Column.Values {
  fileprivate var emptied: Self {
    switch self {
    case .logical: .logical([])
    case .integer: .integer([])
    case .real: .real([])
    case .float: .float([])
    case .string: .string([])
    case .variable: .variable([])
    }
  }

  fileprivate func isSameType(as other: Self) -> Bool {
    switch (self, other) {
    case (.logical, .logical), (.integer, .integer), (.real, .real), (.float, .float),
      (.string, .string), (.variable, .variable):
      true
    default: false
    }
  }
}
