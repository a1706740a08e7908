import OrreryKit

/// One column of the catalogue, in the form that the pages load.
struct ReportColumn: Sendable {
  var name: String
  var unit: String
  var about: String
  /// Values in a cell.
  var width: Int
  /// Of a column of numbers, row after row; NaN where a cell has no value.
  var numbers: [Double]?
  /// Of a column of texts.
  var texts: [String]?
  /// Every number is one of 32 bits.
  private var isShort = false
  /// Texts in the order of their codes, where it matters; found from the texts otherwise.
  var dictionary: [String]?

  init(_ name: String, numbers: [Double], about: String) {
    (self.name, unit, self.about, width) = (name, "", about, 1)
    self.numbers = numbers
    isShort = true
  }

  /// `nil` for a column whose cells differ in length.
  init?(_ column: Column) {
    name = column.name.printable
    unit = (column.unit ?? "").printable
    about = column.description.printable
    width = column.width
    switch column.values {
    case .variable: return nil
    case .string:
      guard column.width == 1 else { return nil }
      texts = (column.labels ?? []).map(\.printable)
    case .logical(let values):
      guard column.width == 1 else { return nil }
      texts = values.indices.map { row in
        column.isNull?[row] == true ? "" : values[row] ? "yes" : "no"
      }
    case .float:
      numbers = column.doubles
      isShort = true
    case .integer, .real: numbers = column.doubles
    }
  }

  /// Smallest and largest finite number.
  var range: ClosedRange<Double>? {
    guard let finite = numbers?.lazy.filter(\.isFinite), let low = finite.min(),
      let high = finite.max()
    else { return nil }
    return low...high
  }

  /// `number`, `vector` or `text`, as the pages call it.
  var kind: String { texts != nil ? "text" : width > 1 ? "vector" : "number" }

  /// What a page gets: numbers in binary, texts that repeat as codes into a list.
  var packed: PackedColumn {
    if let numbers {
      return isShort
        ? PackedColumn(floats: numbers, width: width) : PackedColumn(doubles: numbers, width: width)
    }
    return PackedColumn(texts: texts ?? [], dictionary: dictionary)
  }
}
