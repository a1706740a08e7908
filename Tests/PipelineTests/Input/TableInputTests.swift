import OrreryKit
import TestSupport
import Testing

@testable import Pipeline

/// Rows of tables as objects.
struct TableInputTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func reader(_ path: String, id: String? = nil, columns: [String] = []) throws
    -> ObjectReader
  {
    var plan = InputPlan(kind: .row, patterns: [path], files: [path])
    plan.table = InputPlan.Table(id: id, columns: columns)
    return try ObjectReader(InputSource([path]).files[0], plan: plan)
  }

  @Test("Every row of a CSV is an object with its numbers, name and place")
  func csv() throws {
    let path = try workspace.write(
      "ID,type,I,V,ra,dec\nstar 1,LPV,15.5,17,10.5,-5\nstar 2,CEP,,16,400,1\n", to: "s.csv")
    let reader = try reader(path)
    #expect(reader.ids == ["star 1", "star 2"])
    let first = try reader.read(0), second = try reader.read(1)
    #expect(
      first.row == CatalogRow(names: ["I", "V", "ra", "dec"], values: [15.5, 17, 10.5, -5]))
    #expect(first.position?.ra == 10.5 && first.position?.dec == -5)
    #expect(second.row?["i"]?.isNaN == true && second.position == nil)
    #expect(first.origin == path && first.kind == .row)
  }

  @Test("Chosen columns come in the order asked for; texts and unknown ones are refused")
  func columns() throws {
    let path = try workspace.write("name,a,b,c\nx,1,2,3\n", to: "s.csv")
    let row = try reader(path, columns: ["c", "a"]).read(0).row
    #expect(row == CatalogRow(names: ["c", "a"], values: [3, 1]))
    #expect(throws: DataError.self) { try reader(path, columns: ["name"]) }
    #expect(throws: DataError.self) { try reader(path, columns: ["d"]) }
    #expect(throws: DataError.self) { try reader(path, id: "e") }
    #expect(try reader(path, id: "b").ids == ["2"])
  }

  @Test("Rows of a FITS table are read too; vectors and texts are no columns of a row")
  func fits() throws {
    var integers = Column("n", .integer([4, 5]))
    integers.isNull = [false, true]
    let table = Catalog(
      columns: [
        Column("name", .string(["a", "b"])), Column("mag", .float([1.5, 2.5])), integers,
        Column("vector", .float([1, 2, 3, 4]), width: 2), Column("good", .logical([true, false])),
      ], name: "STARS")
    var file = FITSWriter()
    try file.append(table)
    try file.write(to: workspace["t.fits"])
    let reader = try reader(workspace["t.fits"])
    #expect(reader.ids == ["a", "b"])
    let row = try #require(reader.read(1).row)
    #expect(row.names == ["mag", "n", "good"])
    #expect(row.values[0] == 2.5 && row.values[1].isNaN && row.values[2] == 0)
  }

  @Test("A table without names numbers its rows")
  func numbered() throws {
    let path = try workspace.write("a\n1\n2\n", to: "s.csv")
    #expect(try reader(path).ids == ["s-0", "s-1"])
    #expect(throws: DataError.self) {
      try reader(workspace.write("id,t\n1,x\n", to: "texts.csv"))
    }
  }

  @Test("A pipeline over a table makes a catalogue, and fails a row alone")
  func pipeline() async throws {
    let path = try workspace.write(
      "id,I,V,period,ra,dec\na,15,17,100,1,2\nb,15,-99.99,10,3,4\nc,16,17,0,5,6\n", to: "s.csv")
    var overrides = PlanReader.Overrides()
    overrides.output = workspace["out"]
    let text = """
      orrery: 1
      input: { table: \(path), columns: [I, V, period] }
      stages:
        - mark-missing
        - compute-columns: { columns: [log-period = log10(period), colour = V - I] }
        - standardise-columns: { columns: [colour], mean: [2], deviation: [0.5] }
      output: { png: { every: object } }
      """
    let plan = try TestPlan.reader(workspace).read(
      text: text, file: "p.yaml", overrides: overrides)
    let summary = try await Runner(plan: plan, model: nil, jobs: 2).run()
    #expect(summary.done == 3 && summary.failed == 0 && summary.pictures == 0)
    #expect(summary.flags["missing-data"] == 2)
    let file = try FITSFile(opening: workspace["out/catalog.fits"])
    let table = try file.readTable(#require(file.hdu(named: "OBJECTS")).index)
    #expect(table["id"]?.strings == ["a", "b", "c"])
    #expect(table["ra"]?.doubles == [1, 3, 5])
  }

  @Test("An unknown column fails every row with the reason")
  func failing() async throws {
    let path = try workspace.write("id,a\nx,1\n", to: "s.csv")
    var overrides = PlanReader.Overrides()
    overrides.output = workspace["out"]
    let text = "orrery: 1\ninput: { table: \(path) }\nstages: [compute-columns: { columns: [b] }]\n"
    let plan = try TestPlan.reader(workspace).read(
      text: text, file: "p.yaml", overrides: overrides)
    let summary = try await Runner(plan: plan, model: nil, jobs: 1).run()
    #expect(summary.done == 0 && summary.failed == 1)
  }

  @Test(
    "Real catalogues are read from gzip",
    .enabled(if: RealData.isPresent, "the real data are not here"))
  func real() throws {
    let path = RealData.path("lightcurves/ogle3-table-train.csv.gz")
    let reader = try reader(path, columns: ["I", "V", "period_d"])
    #expect(reader.ids.count == 20_000 && reader.ids[0] == "OGLE-BLG-LPV-154650")
    #expect(
      try reader.read(0).row
        == CatalogRow(names: ["I", "V", "period_d"], values: [15.848, 20.703, 31.658]))
  }
}
