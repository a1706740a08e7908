extension ModuleSummary: CustomStringConvertible {
  /// The table as text, with a line of totals.
  public var description: String {
    let seen = rows.contains { $0.receptiveField != nil }
    let titles =
      ["layer", "kind", "output", "parameters", "multiply-adds"] + (seen ? ["sees"] : [])
    var lines = [titles]
    for row in rows {
      lines.append(
        [
          row.name.isEmpty ? "–" : row.name, row.kind,
          row.output.map { Self.product($0) } ?? "not told", Self.grouped(row.parameters),
          Self.grouped(row.multiplyAdds),
        ] + (seen ? [row.receptiveField.map { Self.product($0) } ?? ""] : []))
    }
    let widths = titles.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    let isNumber = [false, false, false, true, true, false]
    let table = lines.map { line in
      var text = ""
      for (column, cell) in line.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.count)
        text += (column == 0 ? "" : "  ") + (isNumber[column] ? space + cell : cell + space)
      }
      while text.last == " " { text.removeLast() }
      return text
    }
    let frozen = parameters - trainableParameters
    let total =
      "input \(Self.product(input)): \(Self.grouped(parameters)) parameters"
      + (frozen > 0 ? " (\(Self.grouped(frozen)) frozen)" : "")
      + ", \(Self.grouped(multiplyAdds)) multiply-adds"
    return (table + [total]).joined(separator: "\n")
  }

  private static func product(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: " × ")
  }

  /// 1,234,567.
  private static func grouped(_ number: Int) -> String {
    var digits = String(number)
    var result = ""
    while digits.count > 3 {
      result = "," + digits.suffix(3) + result
      digits.removeLast(3)
    }
    return digits + result
  }
}
