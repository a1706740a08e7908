/// One line, or the points of one band, as a page draws them.
struct PlottedSeries: Encodable, Sendable {
  var name: String
  /// `line` or `points`.
  var style: String
  var x: PackedColumn
  var y: PackedColumn
  /// One standard deviation of each value; NaN where unknown.
  var error: PackedColumn?
}
