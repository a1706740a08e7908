import OrreryKit

/// Makes NaN of the numbers that a catalogue writes where it has no value.
///
/// A number is compared in single precision, as tables often store it: `-99.99` is found in either.
struct MarkMissing: RowStage {
  var values: [Double] = [-99, -99.99, -999, -9999]
  var columns: [String] = []

  static let info = StageInfo(
    name: "mark-missing", summary: "Makes NaN of the numbers that stand for a missing value.",
    category: .preparation, accepts: [.row],
    settings: [
      Setting("values", "Numbers that stand for a missing value"),
      Setting("columns", "Columns to look at; all where the list is empty"),
    ],
    missingData: "What is NaN stays NaN; a row in which something was marked is flagged "
      + "missing-data.")

  func process(_ row: inout CatalogRow, of object: inout SkyObject) throws {
    let places =
      try columns.isEmpty
      ? Array(row.values.indices) : columns.map { try row.place(of: $0, for: object) }
    let marks = values.map { Float($0) }
    let found = places.filter { marks.contains(Float(row.values[$0])) }
    guard !found.isEmpty else { return }
    for place in found { row.values[place] = .nan }
    object.flag(.missingData)
    object.history.append(
      "mark-missing: " + found.map { row.names[$0] }.joined(separator: ", "))
  }
}
