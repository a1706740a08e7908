/// A column while its rows are read, block by block.
struct TableColumn {
  let field: TableField
  let name: String
  private(set) var values: Column.Values
  /// Index of each element without a value.
  var nulls: [Int] = []
  /// Bytes taken from the heap so far.
  var heapBytes = 0

  init(_ field: TableField, name: String) {
    self.field = field
    self.name = name
    values = .integer([])
    isEmpty = true
  }
  private var isEmpty: Bool

  /// Elements so far.
  var count: Int {
    switch values {
    case .logical(let v): v.count
    case .integer(let v): v.count
    case .real(let v): v.count
    case .float(let v): v.count
    case .string(let v): v.count
    case .variable(let v): v.count
    }
  }

  /// Values in a cell.
  var width: Int {
    switch field.type {
    case UInt8(ascii: "A"): max(1, field.dimensions.dropFirst().reduce(1, *))
    case UInt8(ascii: "C"), UInt8(ascii: "M"): 2 * max(1, field.count)
    case UInt8(ascii: "P"), UInt8(ascii: "Q"): 1
    default: max(1, field.count)
    }
  }

  mutating func append(_ more: Column.Values) {
    if isEmpty {
      values = more
      isEmpty = false
      return
    }
    let old = values
    values = .integer([])  // releases the array, so that it grows in place
    switch (old, more) {
    case (.logical(var a), .logical(let b)): a += b; values = .logical(a)
    case (.integer(var a), .integer(let b)): a += b; values = .integer(a)
    case (.real(var a), .real(let b)): a += b; values = .real(a)
    case (.float(var a), .float(let b)): a += b; values = .float(a)
    case (.string(var a), .string(let b)): a += b; values = .string(a)
    case (.variable(var a), .variable(let b)): a += b; values = .variable(a)
    // One block held unsigned values beyond Int64, another did not.
    case (.integer(let a), .real(let b)): values = .real(a.map(Double.init) + b)
    case (.real(var a), .integer(let b)): a += b.map(Double.init); values = .real(a)
    default: values = old
    }
  }

  /// The finished column.
  func column() -> Column {
    var values = values
    if isEmpty { values = emptyValues }
    if !nulls.isEmpty, width > 1, case .integer(let integers) = values {
      var reals = integers.map(Double.init)
      for index in nulls { reals[index] = .nan }
      values = .real(reals)
    }
    var column = Column(
      name, values, width: width, unit: field.unit, description: field.description)
    column.shape = shape
    if !nulls.isEmpty, width == 1 {
      var isNull = [Bool](repeating: false, count: count)
      for index in nulls { isNull[index] = true }
      column.isNull = isNull
    } else if !nulls.isEmpty, case .logical = values {
      // A row of logicals is null where none of them is defined.
      var undefined = [Int](repeating: 0, count: count / width)
      for index in nulls { undefined[index / width] += 1 }
      if undefined.contains(width) { column.isNull = undefined.map { $0 == width } }
    }
    return column
  }

  private var shape: [Int] {
    let dimensions = field.dimensions
    switch field.type {
    case UInt8(ascii: "A"): return dimensions.count > 2 ? Array(dimensions.dropFirst()) : []
    case UInt8(ascii: "C"), UInt8(ascii: "M"):
      return field.count > 1 ? [2] + (dimensions.isEmpty ? [field.count] : dimensions) : []
    default:
      return dimensions.count > 1 && dimensions.reduce(1, *) == field.count ? dimensions : []
    }
  }

  /// What a table without rows holds.
  private var emptyValues: Column.Values {
    switch field.type {
    case UInt8(ascii: "L"), UInt8(ascii: "X"): .logical([])
    case UInt8(ascii: "A"): .string([])
    case UInt8(ascii: "E"), UInt8(ascii: "C"): .float([])
    case UInt8(ascii: "D"), UInt8(ascii: "M"), UInt8(ascii: "F"): .real([])
    case UInt8(ascii: "P"), UInt8(ascii: "Q"):
      field.elementType == UInt8(ascii: "A") ? .string([]) : .variable([])
    default: .integer([])
    }
  }
}
