import OrreryKit

/// Brings each column to mean 0 and deviation 1: `(x - mean) / deviation`.
///
/// The statistics are those of the training objects, kept as settings, or are given: one mean and
/// deviation for each of `columns`. Other columns stay as they are.
struct StandardiseColumns: RowStage, FittedStage, InvertibleStage {
  var columns: [String] = []
  var mean: [Double] = []
  var deviation: [Double] = []

  static let info = StageInfo(
    name: "standardise-columns",
    summary: "Subtracts a mean from each column and divides by a deviation.",
    category: .normalisation, accepts: [.row],
    settings: [
      Setting("columns", "Columns to change; all where the list is empty when it is fitted"),
      Setting("mean", "Subtracted; filled in by training, one number for each column"),
      Setting("deviation", "Divided by; filled in by training, one number for each column"),
    ],
    missingData: "NaN does not count and stays NaN. A column of one value only becomes 0.")

  var isFitted: Bool { !mean.isEmpty }

  func validate() throws {
    guard mean.count == deviation.count else {
      throw Settings.Failure(
        path: ["deviation"], reason: "has \(deviation.count) numbers, mean has \(mean.count)")
    }
    guard mean.isEmpty || mean.count == columns.count else {
      throw Settings.Failure(
        path: ["mean"],
        reason: "has \(mean.count) numbers for \(columns.count) columns: name each column")
    }
    guard mean.allSatisfy(\.isFinite), deviation.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw Settings.Failure(path: ["deviation"], reason: "must be numbers, not below 0")
    }
  }

  func process(_ row: inout CatalogRow, of object: inout SkyObject) throws {
    guard isFitted else {
      throw DataError(.invalidValue, "standardise-columns has no statistics yet; train first")
    }
    for (index, name) in columns.enumerated() {
      let place = try row.place(of: name, for: object)
      let value = row.values[place]
      guard value.isFinite else { continue }
      row.values[place] =
        deviation[index].isNormal ? (value - mean[index]) / deviation[index] : 0
    }
    object.history.append("standardise-columns: " + columns.joined(separator: ", "))
  }

  var isInvertible: Bool { isFitted }

  /// `value deviation + mean`.
  func undone(_ object: SkyObject) throws -> SkyObject {
    var row = try object.row(for: Self.self)
    for (index, name) in columns.enumerated() {
      let place = try row.place(of: name, for: object)
      row.values[place] = row.values[place] * deviation[index] + mean[index]
    }
    var result = object
    result.row = row
    result.history.append("standardise-columns: undone")
    return result
  }

  /// Two passes, so that a large mean does not drown a small deviation.
  func fitted(to objects: [SkyObject]) throws -> Self {
    guard !isFitted else { return self }
    guard let first = try objects.first?.row(for: Self.self) else {
      throw DataError(.missing, "standardise-columns: there are no training objects to fit to")
    }
    var result = self
    if columns.isEmpty { result.columns = first.names }
    for name in result.columns {
      let values = try objects.map { object in
        let row = try object.row(for: Self.self)
        return row.values[try row.place(of: name, for: object)]
      }.filter(\.isFinite)
      guard !values.isEmpty else {
        throw DataError(.missing, "standardise-columns: '\(name)' has no value in training")
      }
      let count = Double(values.count)
      let mean = values.reduce(0, +) / count
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      // Rounding of the mean of equal values is not a deviation.
      let deviation = (squares / count).squareRoot()
      result.mean.append(mean)
      result.deviation.append(deviation > 1e-12 * abs(mean) ? deviation : 0)
    }
    return result
  }
}
