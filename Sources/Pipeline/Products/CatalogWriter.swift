import OrreryKit

/// Writes the catalogue of a run from its ledger: rows in the order of the input, whatever the order
/// they were made in. Memory is that of a few thousand rows.
struct CatalogWriter {
  let ledger: Ledger
  let provenance: Provenance

  /// - Parameter isInterrupted: rows are missing; the primary header says so.
  /// - Throws: `DataError.unwritable`, `PluginFailure` where a model's tables differ from object to
  ///   object.
  func write(to path: String, isInterrupted: Bool) throws {
    var primary = Header(provenance.cards)
    if isInterrupted {
      primary.set("INTERRUP", .logical(true), comment: "stopped before the end; rows are missing")
    }
    for line in provenance.history { primary.addHistory(line) }
    let file = try FITSStream(path, primary: primary)

    var table = CatalogTable(classes: provenance.classes)
    var predictions = PredictionTables()
    try ledger.forEachEntry { entries in
      for entry in entries {
        table.add(entry)
        try predictions.check(entry.tables, model: provenance.model ?? "")
      }
    }
    table.settle()
    let columns = table
    try append(to: file, "OBJECTS") { take in
      try ledger.forEachEntry { try take(columns.piece($0)) }
    }
    for name in predictions.names {
      try append(to: file, name.uppercased()) { take in
        try ledger.forEachEntry { entries in
          for entry in entries {
            guard let rows = entry.tables[name] else { continue }
            try take(PredictionTables.piece(rows, name, of: entry.id))
          }
        }
      }
    }
    try append(to: file, "FAILURES") { take in
      try ledger.forEachFailure { try take(FailureTable.piece($0)) }
    }
    try append(to: file, "INPUTS") { take in
      try ledger.forEachInput { try take(InputTable.piece($0)) }
    }
    try append(to: file, "PROVENANCE") { try $0(provenance.table) }
    try file.commit()
  }

  /// Writes the objects of the catalogue as CSV.
  /// - Throws: `DataError.unwritable`.
  func writeCSV(to path: String) throws {
    var table = CatalogTable(classes: provenance.classes)
    try ledger.forEachEntry { entries in
      for entry in entries { table.add(entry) }
    }
    table.settle()
    let file = try PartialFile(path)
    try file.write(CSV.format(Self.harmless(table.piece([]))))
    try ledger.forEachEntry { try file.write(CSV.rows(of: Self.harmless(table.piece($0)))) }
    try file.commit()
  }

  /// A text that a spreadsheet would take for a formula gets an apostrophe in front.
  private static func harmless(_ table: Catalog) -> Catalog {
    var table = table
    for index in table.columns.indices {
      guard case .string(let values) = table.columns[index].values else { continue }
      table.columns[index].values = .string(
        values.map { text in "=+-@".contains(text.first ?? "a") ? "'" + text : text })
    }
    return table
  }

  /// Appends a table that has rows; its pieces are asked for twice.
  private func append(
    to file: FITSStream, _ name: String,
    pieces: @escaping ((Catalog) throws -> Void) throws -> Void
  ) throws {
    var layout = TableLayout()
    try pieces { try layout.add($0) }
    guard layout.rowCount > 0 else { return }
    try file.append(layout, name: name) { write in try pieces(write) }
  }
}
