/// What every page of a report knows from the start.
struct ReportSummary: Encodable {
  struct ColumnHeading: Encodable {
    var name: String
    var unit: String
    var about: String
    var kind: String
    var width: Int
    var minimum: Double?
    var maximum: Double?

    init(_ column: ReportColumn) {
      (name, unit, about) = (column.name, column.unit, column.about)
      (kind, width) = (column.kind, column.width)
      (minimum, maximum) = (column.range?.lowerBound, column.range?.upperBound)
    }
  }

  struct Count: Encodable {
    var name: String
    var count: Int
  }

  struct Reason: Encodable {
    var step: String
    var code: String
    var count: Int
    var example: String
  }

  struct Fact: Encodable {
    var name: String
    var value: String
  }

  /// An input image that objects were cut from.
  struct Field: Encodable {
    var origin: String
    /// A picture of all its pixels; `nil` where it could not be read.
    var picture: String?
    var width: Int
    var height: Int
  }

  var title: String
  var program: String
  var catalog: String
  /// SHA-256 of the catalogue: tells whether the report is of this run.
  var digest: String
  var isInterrupted: Bool
  /// `image` or `plot`: the shape of the objects' pictures.
  var pictures: String
  var count: Int
  var flagged: Int
  var failed: Int
  var inputs: Int
  var classes: [String]
  var classCounts: [Int]
  var flags: [Count]
  var reasons: [Reason]
  var columns: [ColumnHeading]
  var roles: [String: Int]
  /// Columns of the classes' probabilities.
  var probabilities: [Int]
  /// Layers of objects' pages, by place in `layers/NAME.place.png`.
  var layers: [String]
  var fields: [Field]
  var overviews: [String]
  var provenance: [Fact]
  /// The stages with their settings.
  var steps: [String]
  /// How long each start of the command took.
  var timing: [Fact]
  /// What the report leaves out, and why.
  var notes: [String]
}
