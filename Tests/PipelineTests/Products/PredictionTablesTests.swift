import OrreryKit
import Testing

@testable import Pipeline

struct PredictionTablesTests {
  private func table(_ columns: [Column]) -> [String: Catalog] {
    ["sources": Catalog(columns: columns)]
  }

  @Test("Rows begin with the id of their object, in place of the table's own numbering")
  func ids() throws {
    let own = Catalog(columns: [Column("x", .real([1, 2])), Column("id", .integer([7, 8]))])
    let piece = PredictionTables.piece(own, "sources", of: "a")
    #expect(piece.name == "SOURCES" && piece.columns.map(\.name) == ["id", "x"])
    #expect(piece["id"]?.strings == ["a", "a"])
  }

  @Test("A model whose tables change their columns breaks its contract")
  func changes() throws {
    for other in [
      Column("y", .real([1])), Column("x", .integer([1])), Column("x", .real([1, 2]), width: 2),
    ] {
      var tables = PredictionTables()
      try tables.check(table([Column("x", .real([1]))]), model: "m")
      try tables.check([:], model: "m")
      try tables.check(table([Column("x", .real([])), Column("ID", .integer([]))]), model: "m")
      #expect(throws: PluginFailure.self) { try tables.check(table([other]), model: "m") }
      #expect(tables.names == ["sources"])
    }
  }
}
