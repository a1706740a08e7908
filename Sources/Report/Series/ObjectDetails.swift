/// What an object's page loads for itself.
struct ObjectDetails: Encodable, Sendable {
  /// Rows of a table that the model made of the object.
  struct Table: Encodable, Sendable {
    struct Column: Encodable, Sendable {
      var name: String
      var unit: String
      var about: String
      var values: PackedColumn
    }
    var name: String
    var columns: [Column]
    /// Rows that were left out.
    var omitted: Int
  }

  var plot: SeriesPlot?
  var tables: [Table] = []

  var isEmpty: Bool { plot == nil && tables.isEmpty }
}
