import OrreryKit

/// The files of a run, as a table: what was read, so that a product can be traced to its bytes.
enum InputTable {
  struct Row: Sendable {
    var path: String
    /// SHA-256; empty where it could not be read.
    var checksum: String
    var done = 0
    var failed = 0
  }

  static func piece(_ rows: [Row]) -> Catalog {
    Catalog(
      columns: [
        Column("file", .string(rows.map { $0.path.printable }), description: "Input file"),
        Column("sha256", .string(rows.map(\.checksum)), description: "SHA-256 of the file"),
        Column("done", .integer(rows.map { Int64($0.done) }), description: "Objects in OBJECTS"),
        Column(
          "failed", .integer(rows.map { Int64($0.failed) }), description: "Objects in FAILURES"),
      ], name: "INPUTS")
  }
}
