import OrreryKit
import Testing

@testable import Stages

/// Stages of catalogue rows.
struct TableStagesTests {
  private func object(_ values: [String: Double], _ id: String = "star") -> SkyObject {
    let names = values.keys.sorted()
    return SkyObject(
      id: id, content: .row(CatalogRow(names: names, values: names.map { values[$0] ?? .nan })))
  }

  private func run(_ stage: some Stage, _ object: SkyObject) throws -> SkyObject {
    var random = RandomStream(seed: 0, purpose: "test")
    return try stage.run(object, random: &random)
  }

  private func compute(_ columns: [String], keep: Bool = false) throws -> ComputeColumns {
    let stage = try Settings.decode(
      ["columns": .array(columns.map(JSONValue.string)), "keep": .bool(keep)],
      over: ComputeColumns(), settings: ComputeColumns.info.settings)
    try stage.validate()
    return stage
  }

  @Test(
    "Arithmetic of columns follows the usual precedence",
    arguments: [
      ("a + b * c", 14.0), ("(a + b) * c", 20), ("a - b - c", -5), ("c / b / a", 2.0 / 3),
      ("-a * -b", 6), ("log10(100 * a) - log10(a)", 2), ("ln(2.718281828459045)", 1),
      ("2.5e-1 * c", 1), ("'odd name' / 2", 4.5), ("--a", 2), ("A", 2),
    ] as [(String, Double)])
  func arithmetic(text: String, expected: Double) throws {
    let row = object(["a": 2, "b": 3, "c": 4, "odd name": 9])
    let result = try run(compute(["x = \(text)"]), row)
    #expect(abs(try #require(result.row?["x"]) - expected) < 1e-12)
  }

  @Test("Computed columns stand in the order given, alone or behind those that are there")
  func order() throws {
    let row = object(["I": 15, "V": 17, "period": 100])
    let columns = ["log-period = log10(period)", "I", "colour = V - I"]
    let alone = try #require(run(compute(columns), row).row)
    #expect(alone == CatalogRow(names: ["log-period", "I", "colour"], values: [2, 15, 2]))
    let kept = try #require(run(compute(columns, keep: true), row).row)
    #expect(kept.names == ["I", "V", "period", "log-period", "colour"])
    #expect(kept["colour"] == 2)
  }

  @Test("What is no number is NaN and flags the row; a row without any is flagged as such")
  func notANumber() throws {
    let some = try run(compute(["x = log10(a)", "b"]), object(["a": 0, "b": 1]))
    #expect(some.row?["x"]?.isNaN == true && some.flags == [.missingData])
    let none = try run(compute(["x = 1 / a"]), object(["a": 0]))
    #expect(none.flags == [.missingData, .noValidData])
    #expect(try run(compute(["x = a + 1"]), object(["a": 0])).flags.isEmpty)
  }

  @Test("An unknown column fails the object with the nearest names")
  func unknownColumn() throws {
    let stage = try compute(["log10(perid)"].map { "x = " + $0 })
    let error = #expect(throws: DataError.self) { try run(stage, object(["period": 1])) }
    #expect(error?.reason.contains("no column 'perid'; did you mean 'period'") == true)
  }

  @Test(
    "An expression that cannot be read is told at its entry",
    arguments: [
      "x = ", "x = (a", "x = a b", "x = sin(a)", "x = a +", "x = 1.2.3", "= a", "x = y = z",
      "x = 'a", "x = \(String(repeating: "(", count: 60))a",
    ])
  func refused(text: String) {
    let failure = #expect(throws: Settings.Failure.self) { try compute(["a", text]) }
    #expect(failure?.path.first == "columns" && failure?.reason.isEmpty == false)
  }

  @Test("A column that is made twice is refused")
  func twice() {
    #expect(throws: Settings.Failure.self) { try compute(["a", "A = b"]) }
  }

  @Test("A computed column is written as it was read")
  func encodes() throws {
    let stage = try compute(["a", "x = a - 1"])
    guard case .object(let values) = try Settings.encode(stage) else {
      throw DataError(.missing, "no map")
    }
    #expect(values["columns"] == .array([.string("a"), .string("x = a - 1")]))
  }

  @Test("Numbers that stand for a missing value become NaN, in either precision")
  func sentinels() throws {
    let row = object(["R21": -99.99, "phi": Double(Float(-99.99)), "V": 17, "I": 15])
    let marked = try run(MarkMissing(), row)
    #expect(marked.row?["R21"]?.isNaN == true && marked.row?["phi"]?.isNaN == true)
    #expect(marked.row?["V"] == 17 && marked.flags == [.missingData])
    let limited = try run(MarkMissing(values: [17], columns: ["I"]), row)
    #expect(limited.row?["V"] == 17 && limited.flags.isEmpty)
    #expect(throws: DataError.self) { try run(MarkMissing(columns: ["W"]), row) }
  }

  @Test("Fitted columns have mean 0 and deviation 1; a missing value stays missing")
  func standardises() throws {
    let values = [1.0, 2, 4, .nan, 9]
    let objects = values.map { object(["a": $0 + 1e6, "b": 3]) }
    let stage = try StandardiseColumns().fitted(to: objects)
    #expect(stage.isFitted && stage.columns == ["a", "b"])
    #expect(stage.mean == [1e6 + 4, 3] && stage.deviation[1] == 0)
    #expect(abs(stage.deviation[0] - 9.5.squareRoot()) < 1e-9)
    let rows = try objects.map { try #require(run(stage, $0).row) }
    let finite = rows.compactMap { $0["a"] }.filter(\.isFinite)
    #expect(finite.count == 4 && abs(finite.reduce(0, +)) < 1e-9)
    #expect(rows[3]["a"]?.isNaN == true)
    #expect(rows.allSatisfy { $0["b"] == 0 })
  }

  @Test("What was standardised can be undone")
  func undone() throws {
    let stage = StandardiseColumns(columns: ["V", "I"], mean: [15, 14], deviation: [2, 0])
    let row = object(["I": 14, "V": 17.5, "period": 3])
    #expect(stage.isInvertible && !StandardiseColumns().isInvertible)
    #expect(try stage.undone(run(stage, row)).row == row.row)
  }

  @Test("Means and deviations can be given, for named columns")
  func given() throws {
    var stage = StandardiseColumns(columns: ["V"], mean: [15], deviation: [2])
    try stage.validate()
    let row = try #require(run(stage, object(["I": 5, "V": 17])).row)
    #expect(row["V"] == 1 && row["I"] == 5)
    stage.columns = []
    #expect(throws: Settings.Failure.self) { try stage.validate() }
    stage = StandardiseColumns(columns: ["V"], mean: [15], deviation: [])
    #expect(throws: Settings.Failure.self) { try stage.validate() }
  }

  @Test("Stages of rows refuse other objects, and statistics that are not there")
  func refusals() throws {
    let image = SkyObject(
      id: "field", content: .image(Image(pixels: [1], height: 1, width: 1)))
    #expect(throws: DataError.self) { try run(MarkMissing(), image) }
    #expect(throws: DataError.self) { try run(StandardiseColumns(), object(["a": 1])) }
    #expect(throws: DataError.self) { try StandardiseColumns().fitted(to: []) }
    #expect(throws: DataError.self) { try StandardiseColumns().fitted(to: [object(["a": .nan])]) }
  }
}
