/// One column of a `Catalog`; a cell holds `width` values (1 for scalars).
public struct Column: Sendable {
  /// The values of all rows, row after row, `width` to a row.
  @frozen
  public enum Values: Sendable {
    case logical([Bool])
    case integer([Int64])
    case real([Double])
    case float([Float])
    case string([String])
    /// Rows of different lengths (FITS descriptors `P` and `Q`).
    case variable([[Double]])
  }

  public var name: String
  public var values: Values
  /// Values in a cell; 1 for scalars, strings and variable-length cells.
  public var width: Int
  /// Lengths of a cell's axes, the last one slowest, as in TDIM; empty for scalars and vectors.
  public var shape: [Int]
  /// Unit as in TUNIT; `nil` where there is none.
  public var unit: String?
  /// One line, written as the comment of TTYPE.
  public var description: String
  /// True for each row that has no value (TNULL, an empty CSV cell); `nil` where all rows have one.
  public var isNull: [Bool]?

  public init(
    _ name: String, _ values: Values, width: Int = 1, unit: String? = nil, description: String = ""
  ) {
    precondition(width >= 1, "Column \(name): width \(width)")
    self.name = name
    self.values = values
    self.width = width
    self.shape = []
    self.unit = unit
    self.description = description
    self.isNull = nil
  }

  public var rowCount: Int {
    switch values {
    case .logical(let v): v.count / width
    case .integer(let v): v.count / width
    case .real(let v): v.count / width
    case .float(let v): v.count / width
    case .string(let v): v.count / width
    case .variable(let v): v.count
    }
  }

  /// All values as Float64, nulls as NaN; `nil` for strings and variable-length cells.
  public var doubles: [Double]? {
    var result: [Double]
    switch values {
    case .logical(let v): result = v.map { $0 ? 1 : 0 }
    case .integer(let v): result = v.map(Double.init)
    case .real(let v): result = v
    case .float(let v): result = v.map(Double.init)
    case .string, .variable: return nil
    }
    if let isNull {
      for row in isNull.indices where isNull[row] {
        for index in row * width..<(row + 1) * width { result[index] = .nan }
      }
    }
    return result
  }

  /// The cells as names: text without blanks at its end, whole numbers without a point, nulls
  /// empty; `nil` where a cell holds several values.
  public var labels: [String]? {
    guard width == 1 else { return nil }
    var result: [String]
    switch values {
    case .string(let texts):
      result = texts.map { text in
        var label = text
        while label.last == " " { label.removeLast() }
        return label
      }
    case .integer(let numbers): result = numbers.map { "\($0)" }
    case .logical(let values): result = values.map { "\($0)" }
    case .real, .float:
      result = (doubles ?? []).map { Int64(exactly: $0).map { "\($0)" } ?? "\($0)" }
    case .variable: return nil
    }
    if let isNull { for row in isNull.indices where isNull[row] { result[row] = "" } }
    return result
  }

  /// All values as text; `nil` for other types.
  public var strings: [String]? {
    guard case .string(let v) = values else { return nil }
    return v
  }
}
