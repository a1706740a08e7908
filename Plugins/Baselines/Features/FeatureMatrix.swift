/// Numbers that describe objects, one row for each.
public struct FeatureMatrix: Sendable, Equatable {
  /// `[rows, columns]`, row-major.
  public private(set) var values: [Float]
  public let columns: Int

  /// - Precondition: whole rows.
  public init(_ values: [Float], columns: Int) {
    precondition(
      columns > 0 && values.count % columns == 0,
      "FeatureMatrix: \(values.count) values in rows of \(columns)")
    self.values = values
    self.columns = columns
  }

  /// - Precondition: rows of one length.
  public init(rows: [[Float]], columns: Int) {
    precondition(
      rows.allSatisfy { $0.count == columns }, "FeatureMatrix: rows that are not of \(columns)")
    self.init(rows.flatMap { $0 }, columns: columns)
  }

  public var rows: Int { values.count / columns }

  /// One row.
  public subscript(row: Int) -> ArraySlice<Float> {
    values[(row * columns)..<((row + 1) * columns)]
  }

  /// The values column by column, `[columns, rows]`.
  var transposed: [Float] {
    let rows = rows
    return [Float](unsafeUninitializedCapacity: values.count) { result, count in
      for row in 0..<rows {
        for column in 0..<columns { result[column * rows + row] = values[row * columns + column] }
      }
      count = values.count
    }
  }
}
