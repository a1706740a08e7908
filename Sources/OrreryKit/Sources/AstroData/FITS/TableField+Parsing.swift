/// Reading the columns of a table from its header, checked against the row.
extension TableField {
  /// The columns of a binary table (FITS standard 4.0, section 7.3).
  static func binary(_ header: Header, _ data: DataShape) throws -> [TableField] {
    let count = try fieldCount(header, data)
    let keywords = ColumnKeywords(header)
    var fields: [TableField] = []
    fields.reserveCapacity(count)
    var offset = 0
    for number in 1...max(1, count) where number <= count {
      guard case .string(let format)? = keywords["TFORM", number]?.value else {
        throw DataError(.damaged, "TFORM\(number) is missing")
      }
      let form = try BinaryFormat(format, number: number)
      fields.append(
        TableField(keywords, number, format: format, form: form, offset: offset))
      let (next, overflow) = offset.addingReportingOverflow(form.size)
      guard !overflow, next <= data.axes[0] else {
        throw DataError(
          .damaged, "column \(number) ends behind the row of \(data.axes[0]) bytes")
      }
      offset = next
    }
    return fields
  }

  /// The columns of an ASCII table (FITS standard 4.0, section 7.2).
  static func ascii(_ header: Header, _ data: DataShape) throws -> [TableField] {
    let count = try fieldCount(header, data)
    let keywords = ColumnKeywords(header)
    return try (1...max(1, count)).filter { $0 <= count }.map { number in
      guard case .string(let format)? = keywords["TFORM", number]?.value else {
        throw DataError(.damaged, "TFORM\(number) is missing")
      }
      guard case .integer(let start)? = keywords["TBCOL", number]?.value, start >= 1,
        let start = Int(exactly: start)
      else { throw DataError(.damaged, "TBCOL\(number) is missing or no position") }
      let text = format.uppercased()
      guard let type = text.utf8.first, "AIFED".utf8.contains(type),
        let width = Int(text.dropFirst().prefix { $0 != "." }), width >= 1
      else { throw DataError(.damaged, "TFORM\(number) = '\(format)' is no format") }
      guard start - 1 <= data.axes[0], width <= data.axes[0] - (start - 1) else {
        throw DataError(.damaged, "column \(number) ends behind the row of \(data.axes[0]) bytes")
      }
      let form = BinaryFormat(
        type: type, count: type == UInt8(ascii: "A") ? width : 1, size: width)
      return TableField(keywords, number, format: format, form: form, offset: start - 1)
    }
  }

  private init(
    _ keywords: ColumnKeywords, _ number: Int, format: String, form: BinaryFormat, offset: Int
  ) {
    var title = ""
    if case .string(let text)? = keywords["TTYPE", number]?.value { title = text }
    name = title.isEmpty ? "col\(number)" : title
    description = keywords["TTYPE", number]?.comment ?? ""
    self.format = format
    var unit: String?
    if case .string(let text)? = keywords["TUNIT", number]?.value, !text.isEmpty { unit = text }
    self.unit = unit
    type = form.type
    count = form.count
    self.offset = offset
    size = form.size
    elementType = form.elementType
    scale = keywords.double("TSCAL", number) ?? 1
    zero = keywords.double("TZERO", number) ?? 0
    var null: Int64?
    var nullText: String?
    switch keywords["TNULL", number]?.value {
    case .integer(let value): null = value
    case .string(let text): nullText = text
    default: break
    }
    self.null = null
    self.nullText = nullText
    var dimensions: [Int] = []
    if case .string(let text)? = keywords["TDIM", number]?.value {
      dimensions = TableField.dimensions(text, count: form.count)
    } else if form.substring > 0, form.count >= form.substring {
      dimensions = [form.substring, form.count / form.substring]
    }
    self.dimensions = dimensions
  }

  private static func fieldCount(_ header: Header, _ data: DataShape) throws -> Int {
    guard data.axes.count == 2, data.bitpix == 8 else {
      throw DataError(.damaged, "a table needs BITPIX = 8 and NAXIS = 2")
    }
    guard let count = header.integer("TFIELDS"), count >= 0 else {
      throw DataError(.damaged, "TFIELDS is missing or no count")
    }
    guard count <= ReadLimits.columns else {
      throw DataError(.tooLarge, "TFIELDS = \(count); a table has at most 999 columns")
    }
    return count
  }

  /// `(5,3)` as `[5, 3]`; empty where it is no list or holds more than the cell.
  private static func dimensions(_ text: String, count: Int) -> [Int] {
    let list = text.filter { $0 != " " }
    guard list.hasPrefix("("), list.hasSuffix(")") else { return [] }
    var product = 1
    var result: [Int] = []
    for part in list.dropFirst().dropLast().split(separator: ",") {
      guard let length = Int(part), length > 0 else { return [] }
      let (next, overflow) = product.multipliedReportingOverflow(by: length)
      guard !overflow, next <= count else { return [] }
      product = next
      result.append(length)
    }
    return result
  }
}
