import OrreryKit
import Testing

@testable import Pipeline

struct PredictionTablesTests {
  private func result(_ id: String, _ columns: [Column]?) -> ObjectResult {
    let object = SkyObject(
      id: id, content: .image(Image(repeating: 0, height: 2, width: 2)))
    var prediction = Prediction()
    if let columns { prediction.tables["sources"] = Catalog(columns: columns) }
    return ObjectResult(
      prepared: PreparedObject(object: object, content: object.content, history: []),
      prediction: prediction)
  }

  @Test("Rows of all objects stand in one table, each with the id of its object")
  func gathers() throws {
    var tables = PredictionTables()
    try tables.add(
      result("a", [Column("x", .real([1, 2])), Column("id", .integer([7, 8]))]), model: "m")
    try tables.add(result("b", nil), model: "m")
    var nulls = Column("x", .real([3, .nan]))
    nulls.isNull = [false, true]
    try tables.add(result("c", [nulls, Column("id", .integer([1, 2]))]), model: "m")
    #expect(tables.catalogs.count == 1)
    let table = tables.catalogs[0]
    #expect(table.name == "SOURCES" && table.columns.map(\.name) == ["id", "x"])
    #expect(table["id"]?.strings == ["a", "a", "c", "c"])
    #expect(table["x"]?.isNull == [false, false, false, true])
  }

  @Test("A model whose tables change their columns breaks its contract")
  func changes() throws {
    for other in [Column("y", .real([1])), Column("x", .integer([1]))] {
      var tables = PredictionTables()
      try tables.add(result("a", [Column("x", .real([1]))]), model: "m")
      #expect(throws: PluginFailure.self) { try tables.add(result("b", [other]), model: "m") }
    }
  }
}
