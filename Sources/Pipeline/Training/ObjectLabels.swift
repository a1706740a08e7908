import OrreryKit

/// What is known of the objects of some files: the `labels` of a recipe's data.
///
/// Classes and numbers stand in a table beside the data (`table`), in columns of the data themselves
/// (`class` and `values` without `table`), in the objects' files, or are the same for all (`every`).
/// A table's rows are found by the number of the entry (`row`), the name of the file (`file`), or
/// else by what the data call the object (`id`).
public struct ObjectLabels: Codable, Sendable {
  /// CSV or FITS table.
  public var table: String?
  /// Column with the number of the entry, from 0.
  public var row: String?
  /// Column with the name of the object's file, with or without endings.
  public var file: String?
  /// Column with the object's identity: all that share one go to one part of the split.
  public var id: String?
  public var `class`: String?
  /// Names to give the classes; two of one name become one. Others keep their own.
  public var names: [String: String] = [:]
  /// True numbers and finer names: what to call each, and its column.
  public var values: [String: String] = [:]
  /// Which of the `values` a survey knows before the class, so that models may look at them.
  public var measured: [String] = []
  /// The class of every object.
  public var every: String?

  public init() {}

  static let settings = [
    Setting("table", "CSV or FITS table; the data themselves where absent", type: "text"),
    Setting("row", "Column with the number of the entry, from 0", type: "text"),
    Setting("file", "Column with the name of the object's file", type: "text"),
    Setting("id", "Column with the identity of the object", type: "text"),
    Setting("class", "Column with the class", type: "text"),
    Setting("names", "Names to give the classes of the table"),
    Setting("values", "True numbers and finer names: what to call each, and its column"),
    Setting("measured", "Which of the values were measured, and models may look at"),
    Setting("every", "The class of every object", type: "text"),
  ]

  /// Columns that say what is true: no input of a model.
  var truthColumns: [String] { [`class`].compactMap { $0 } + values.values.sorted() }
}
