import OrreryKit

/// The objects that failed, as a table.
enum FailureTable {
  static func piece(_ failures: [ObjectFailure]) -> Catalog {
    func column(_ name: String, _ about: String, _ text: (ObjectFailure) -> String) -> Column {
      Column(name, .string(failures.map { text($0).printable }), description: about)
    }
    return Catalog(
      columns: [
        column("id", "Name of the object or file") { $0.id },
        column("origin", "File it came from") { $0.origin },
        column("step", "read, a stage, or model") { $0.step },
        column("code", "Kind of failure") { $0.code },
        column("reason", "What happened") { $0.reason },
      ], name: "FAILURES")
  }
}
