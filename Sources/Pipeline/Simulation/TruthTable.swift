import OrreryKit

/// The truth of a survey, a row for each object; of fields a row for each source.
struct TruthTable: Sendable {
  private var objects: [SkyObject] = []
  private var files: [String] = []

  /// - Parameter object: its content is not looked at.
  mutating func add(_ object: SkyObject, file: String) {
    objects.append(object)
    files.append(file)
  }

  var catalog: Catalog {
    let sources = objects.compactMap { $0.tables["truth"] }
    return !objects.isEmpty && sources.count == objects.count ? merged(sources) : ofObjects
  }

  private var ofObjects: Catalog {
    var columns = [
      Column("id", .string(objects.map { $0.id.printable }), description: "Name of the object"),
      Column("file", .string(files), description: "Where it is"),
      Column(
        "class",
        .string(
          objects.map { object in
            object.truth.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key.printable ?? ""
          }), description: "True class"),
    ]
    if objects.contains(where: { $0.pixel != nil }) {
      columns.append(
        Column(
          "x", .real(objects.map { $0.pixel?.x ?? .nan }), unit: "pixel",
          description: "Column of the centre, from 0"))
      columns.append(
        Column(
          "y", .real(objects.map { $0.pixel?.y ?? .nan }), unit: "pixel",
          description: "Row of the centre, from 0"))
    }
    var names = Set(columns.map(\.name)).union(["flags"])
    var measurements = MeasurementColumns()
    for object in objects { measurements.add(object.measurements) }
    measurements.settle(taken: &names)
    columns += measurements.columns(of: objects.map(\.measurements))
    columns.append(
      Column(
        "flags",
        .string(objects.map { $0.flags.map(\.rawValue).joined(separator: ",").printable }),
        description: "What to know of it; by comma"))
    return Catalog(columns: columns, name: "TRUTH")
  }

  /// The tables under one another, each row with its file; columns are those of the first.
  private func merged(_ tables: [Catalog]) -> Catalog {
    var names: [String] = []
    for (file, table) in zip(files, tables) {
      names += [String](repeating: file, count: table.rowCount)
    }
    var columns = [Column("file", .string(names), description: "The image that holds the source")]
    for column in tables[0].columns {
      let parts = tables.compactMap { $0[column.name]?.values }
      guard parts.count == tables.count, let values = Self.joined(parts) else { continue }
      var whole = column
      whole.values = values
      columns.append(whole)
    }
    return Catalog(columns: columns, name: "TRUTH")
  }

  private static func joined(_ parts: [Column.Values]) -> Column.Values? {
    var result = parts[0]
    for part in parts.dropFirst() {
      switch (result, part) {
      case (.logical(let a), .logical(let b)): result = .logical(a + b)
      case (.integer(let a), .integer(let b)): result = .integer(a + b)
      case (.real(let a), .real(let b)): result = .real(a + b)
      case (.float(let a), .float(let b)): result = .float(a + b)
      case (.string(let a), .string(let b)): result = .string(a + b)
      case (.variable(let a), .variable(let b)): result = .variable(a + b)
      default: return nil
      }
    }
    return result
  }
}
