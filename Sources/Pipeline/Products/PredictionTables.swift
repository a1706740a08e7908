import OrreryKit

/// The tables that a model made of objects (sources of fields, probabilities over time), gathered by
/// name: each row begins with the id of its object.
struct PredictionTables: Sendable {
  private var tables: [String: Catalog] = [:]

  /// Takes the tables of one object.
  /// - Throws: `PluginFailure` where a table has other columns than those of the objects before.
  mutating func add(_ result: ObjectResult, model: String) throws {
    for (name, table) in result.prediction?.tables ?? [:] {
      let ids = Column(
        "id", .string([String](repeating: result.object.id.printable, count: table.rowCount)),
        description: "Name of the object in OBJECTS")
      // A column of the same name is the table's own numbering: the object's name is what is wanted.
      var columns = [ids] + table.columns.filter { $0.name.lowercased() != "id" }
      if let before = tables[name]?.columns {
        guard before.map(\.name) == columns.map(\.name), before.map(\.width) == columns.map(\.width)
        else {
          throw PluginFailure(model, "the columns of '\(name)' differ from object to object")
        }
        columns = try zip(before, columns).map { old, new in
          guard let joined = old.joined(with: new) else {
            throw PluginFailure(
              model, "column '\(new.name)' of '\(name)' changes its type from object to object")
          }
          return joined
        }
      }
      tables[name] = Catalog(columns: columns, name: name.uppercased())
    }
  }

  /// One table of each name, in the order of the names.
  var catalogs: [Catalog] { tables.sorted { $0.key < $1.key }.map(\.value) }
}

extension Column {
  /// The rows of this column and those of another of its type behind them; `nil` of another type.
  fileprivate func joined(with other: Column) -> Column? {
    var result = self
    switch (values, other.values) {
    case (.logical(let a), .logical(let b)): result.values = .logical(a + b)
    case (.integer(let a), .integer(let b)): result.values = .integer(a + b)
    case (.real(let a), .real(let b)): result.values = .real(a + b)
    case (.float(let a), .float(let b)): result.values = .float(a + b)
    case (.string(let a), .string(let b)): result.values = .string(a + b)
    case (.variable(let a), .variable(let b)): result.values = .variable(a + b)
    default: return nil
    }
    if isNull != nil || other.isNull != nil {
      func nulls(_ column: Column) -> [Bool] {
        column.isNull ?? [Bool](repeating: false, count: column.rowCount)
      }
      result.isNull = nulls(self) + nulls(other)
    }
    return result
  }
}
