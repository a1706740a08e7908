import OrreryKit

/// The columns that measurements make, gathered from all rows before any is written.
///
/// A column is there as soon as one row has it; others have NaN or null in it.
struct MeasurementColumns: Sendable {
  private struct Entry: Sendable {
    var example: Measurement
    /// A whole number in one row and a real one in another: the column is real.
    var hasReal: Bool
    /// Name of the column.
    var column = ""
  }

  /// In the order they came up.
  private var order: [String] = []
  private var entries: [String: Entry] = [:]

  /// Takes in the measurements of one row.
  mutating func add(_ row: [Measurement]) {
    for measurement in row {
      let isReal = if case .real = measurement.value { true } else { false }
      if let entry = entries[measurement.name] {
        if isReal, !entry.hasReal { entries[measurement.name]?.hasReal = true }
      } else {
        entries[measurement.name] = Entry(example: measurement, hasReal: isReal)
        order.append(measurement.name)
      }
    }
  }

  /// Gives every column a name that is not taken.
  mutating func settle(taken names: inout Set<String>) {
    for name in order { entries[name]?.column = Self.unique(name, &names) }
  }

  /// The columns of some of the rows; `settle` comes before.
  func columns(of rows: [[Measurement]]) -> [Column] {
    order.compactMap { name in
      guard let entry = entries[name] else { return nil }
      let cells = rows.map { row in row.first { $0.name == name }?.value }
      var column = column(entry, cells)
      column.unit = entry.example.unit
      column.description = entry.example.description
      return column
    }
  }

  /// A column of the example's type; cells of another type are nulls.
  private func column(_ entry: Entry, _ cells: [Measurement.Value?]) -> Column {
    var missing = [Bool](repeating: false, count: cells.count)
    func values<T>(_ read: (Measurement.Value) -> T?, or none: T) -> [T] {
      cells.enumerated().map { index, cell in
        if let value = cell.flatMap(read) { return value }
        missing[index] = true
        return none
      }
    }
    let name = entry.column
    var column: Column
    switch entry.example.value {
    case .string:
      column = Column(
        name, .string(values({ if case .string(let v) = $0 { v.printable } else { nil } }, or: "")))
    case .logical:
      column = Column(
        name, .logical(values({ if case .logical(let v) = $0 { v } else { nil } }, or: false)))
    case .integer where !entry.hasReal:
      column = Column(
        name, .integer(values({ if case .integer(let v) = $0 { v } else { nil } }, or: 0)))
    case .integer, .real:
      return Column(name, .real(values({ Self.number($0) }, or: .nan)))
    case .vector(let vector):
      let width = max(1, vector.count)
      let none = [Float](repeating: .nan, count: width)
      let rows = values(
        { cell -> [Float]? in
          if case .vector(let v) = cell, v.count == width { v } else { nil }
        }, or: none)
      column = Column(name, .float(rows.flatMap { $0 }), width: width)
    }
    if missing.contains(true) { column.isNull = missing }
    return column
  }

  private static func number(_ value: Measurement.Value) -> Double? {
    switch value {
    case .real(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }

  /// Letters, digits and `_` alone, as the FITS standard advises; a number where it is taken.
  static func unique(_ name: String, _ taken: inout Set<String>) -> String {
    let base = String(
      name.unicodeScalars.map {
        $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0)) || $0 == "_"
          ? Character($0) : "_"
      }.prefix(60))
    var result = base.isEmpty ? "value" : base
    var number = 2
    while !taken.insert(result.lowercased()).inserted {
      result = "\(base)_\(number)"
      number += 1
    }
    return result
  }
}
