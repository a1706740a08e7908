import OrreryKit

/// The rows of a run, gathered one by one, and the FITS table they make.
///
/// A column of a measurement is there as soon as one object has it; others have NaN or null in it.
struct CatalogTable: Sendable {
  private struct Row: Sendable {
    var id: String
    var origin: String
    var pixel: (x: Double, y: Double)?
    var position: SkyPosition?
    var measurements: [Measurement]
    var className: String
    var probability: Float
    var probabilities: [Float]
    var flags: String
  }

  private let classes: [String]
  private var rows: [Row] = []

  /// - Parameter classes: of the model; empty where there is none.
  init(classes: [String]) { self.classes = classes }

  var count: Int { rows.count }

  mutating func add(_ result: ObjectResult) {
    let object = result.object
    let best = result.best
    rows.append(
      Row(
        id: object.id, origin: object.origin, pixel: object.pixel, position: object.position,
        measurements: object.measurements + (result.prediction?.measurements ?? []),
        className: best.map { classes[$0.place] } ?? "", probability: best?.probability ?? .nan,
        probabilities: result.prediction?.probabilities ?? [],
        flags: result.flags.map(\.rawValue).joined(separator: ",")))
  }

  /// The table, a row for each object in the order they were added.
  var catalog: Catalog {
    var columns = [
      Column("id", .string(rows.map { $0.id.printable }), description: "Name of the object"),
      Column("origin", .string(rows.map { $0.origin.printable }), description: "File it came from"),
    ]
    if rows.contains(where: { $0.pixel != nil }) {
      columns.append(
        Column(
          "x", .real(rows.map { $0.pixel?.x ?? .nan }), unit: "pixel",
          description: "Column of the centre, from 0"))
      columns.append(
        Column(
          "y", .real(rows.map { $0.pixel?.y ?? .nan }), unit: "pixel",
          description: "Row of the centre, from 0"))
    }
    columns.append(
      Column(
        "ra", .real(rows.map { $0.position?.ra ?? .nan }), unit: "deg",
        description: "Right ascension"))
    columns.append(
      Column(
        "dec", .real(rows.map { $0.position?.dec ?? .nan }), unit: "deg",
        description: "Declination"))
    var names = Set(columns.map { $0.name.lowercased() })
    names.formUnion(["class", "probability", "flags", "status"])
    columns += Self.columns(of: rows.map(\.measurements), taken: &names)
    if !classes.isEmpty {
      columns.append(
        Column("class", .string(rows.map(\.className)), description: "Most probable class"))
      columns.append(
        Column("probability", .float(rows.map(\.probability)), description: "Probability of class"))
      for (place, name) in classes.enumerated() {
        let values = rows.map {
          $0.probabilities.indices.contains(place) ? $0.probabilities[place] : .nan
        }
        columns.append(
          Column(
            Self.unique("p_" + name, &names), .float(values),
            description: "Probability of \(name.printable)"))
      }
    }
    columns.append(
      Column("flags", .string(rows.map(\.flags)), description: "What to know of it; by comma"))
    columns.append(
      Column(
        "status", .string(rows.map { $0.flags.isEmpty ? "done" : "flagged" }),
        description: "done or flagged"))
    return Catalog(columns: columns, name: "OBJECTS")
  }

  /// A column for each measurement that one of the rows has, under a name that is not taken.
  static func columns(of rows: [[Measurement]], taken names: inout Set<String>) -> [Column] {
    var order: [String] = []
    var first: [String: Measurement] = [:]
    for row in rows {
      for measurement in row where first[measurement.name] == nil {
        first[measurement.name] = measurement
        order.append(measurement.name)
      }
    }
    return order.compactMap { name in
      guard let example = first[name] else { return nil }
      let cells = rows.map { row in row.first { $0.name == name }?.value }
      var column = column(unique(name, &names), cells, like: example.value)
      column.unit = example.unit
      column.description = example.description
      return column
    }
  }

  /// A column of the example's type; cells of another type are nulls.
  private static func column(
    _ name: String, _ cells: [Measurement.Value?], like example: Measurement.Value
  ) -> Column {
    var missing = [Bool](repeating: false, count: cells.count)
    func values<T>(_ read: (Measurement.Value) -> T?, or none: T) -> [T] {
      cells.enumerated().map { index, cell in
        if let value = cell.flatMap(read) { return value }
        missing[index] = true
        return none
      }
    }
    var column: Column
    switch example {
    case .string:
      column = Column(
        name, .string(values({ if case .string(let v) = $0 { v.printable } else { nil } }, or: "")))
    case .logical:
      column = Column(
        name, .logical(values({ if case .logical(let v) = $0 { v } else { nil } }, or: false)))
    case .integer where !cells.contains(where: { if case .real = $0 { true } else { false } }):
      column = Column(
        name, .integer(values({ if case .integer(let v) = $0 { v } else { nil } }, or: 0)))
    case .integer, .real:
      return Column(name, .real(values({ number($0) }, or: .nan)))
    case .vector(let vector):
      let width = max(1, vector.count)
      let none = [Float](repeating: .nan, count: width)
      let rows = values(
        { cell -> [Float]? in
          if case .vector(let v) = cell, v.count == width { v } else { nil }
        }, or: none)
      return Column(name, .float(rows.flatMap { $0 }), width: width)
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
  private static func unique(_ name: String, _ taken: inout Set<String>) -> String {
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
