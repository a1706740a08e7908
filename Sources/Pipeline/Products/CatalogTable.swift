import OrreryKit

/// The columns of a run's catalogue, gathered from all rows before any is written: rows come twice,
/// and none stays in memory.
struct CatalogTable: Sendable {
  private let classes: [String]
  private var hasPixel = false
  private var measurements = MeasurementColumns()
  private var probabilities: [String] = []

  /// - Parameter classes: of the model; empty where there is none.
  init(classes: [String]) { self.classes = classes }

  /// Takes in a row.
  mutating func add(_ entry: CatalogEntry) {
    if entry.pixel != nil { hasPixel = true }
    measurements.add(entry.measurements)
  }

  /// Names the columns: comes behind the last `add`.
  mutating func settle() {
    var names: Set<String> = [
      "id", "origin", "ra", "dec", "class", "probability", "flags", "status",
    ]
    if hasPixel { names.formUnion(["x", "y"]) }
    measurements.settle(taken: &names)
    probabilities = classes.map { MeasurementColumns.unique("p_" + $0, &names) }
  }

  /// Some of the rows, in all columns; `settle` comes before.
  func piece(_ rows: [CatalogEntry]) -> Catalog {
    var columns = [
      Column("id", .string(rows.map { $0.id.printable }), description: "Name of the object"),
      Column("origin", .string(rows.map { $0.origin.printable }), description: "File it came from"),
    ]
    if hasPixel {
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
    columns += measurements.columns(of: rows.map(\.measurements))
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
            probabilities[place], .float(values),
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
}
