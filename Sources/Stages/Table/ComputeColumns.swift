import OrreryKit

/// Makes the columns that a model takes: some as they stand, some computed from others.
///
/// ```yaml
/// - compute-columns: { columns: [log-period = log10(period_d), I, colour = V - I] }
/// ```
/// A row then has these columns in this order, and its own before them with `keep`. An entry without
/// `=` is the name of a column. `ColumnExpression` says what may stand behind it.
struct ComputeColumns: RowStage {
  var columns: [ComputedColumn] = []
  var keep = false

  static let info = StageInfo(
    name: "compute-columns", summary: "Chooses columns and computes new ones from them.",
    category: .preparation, accepts: [.row],
    settings: [
      Setting(
        "columns",
        "Names of columns, or new ones as `colour = V - I`, in the order wanted; "
          + "+ - * /, brackets, log10 and ln"),
      Setting("keep", "Keep the columns that are there before the new ones"),
    ],
    missingData: "What is computed from a missing value, or is no number (log10 of 0), is NaN and "
      + "flags the row missing-data.")

  func validate() throws {
    var seen: Set<String> = []
    for column in columns where !seen.insert(column.name.lowercased()).inserted {
      throw Settings.Failure(path: ["columns"], reason: "'\(column.name)' is made twice")
    }
  }

  func process(_ row: inout CatalogRow, of object: inout SkyObject) throws {
    guard !columns.isEmpty else { return }
    var names = keep ? row.names : []
    var values = keep ? row.values : []
    var isMissing = false
    for column in columns {
      let value = try column.expression.value(in: row, of: object)
      isMissing = isMissing || value.isNaN
      if let place = names.firstIndex(of: column.name) {
        values[place] = value
      } else {
        names.append(column.name)
        values.append(value)
      }
    }
    if isMissing { object.flag(.missingData) }
    row = CatalogRow(names: names, values: values)
    object.history.append(
      "compute-columns: " + columns.map(\.text).joined(separator: ", "))
  }
}
