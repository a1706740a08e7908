import Foundation
import TestSupport
import Testing

@testable import AstroData

struct CSVTests {
  private func parse(_ text: String) throws -> Catalog { try CSV.parse(Array(text.utf8)) }

  @Test("Columns take the narrowest type; an empty cell is null")
  func types() throws {
    let table = try parse(
      "# a comment\nid,mag,name,big\r\n1,2.5,a,1\n2,,\"x, \"\"y\"\"\",18446744073709551615\n,nan,,2\n"
    )
    guard case .integer(let ids)? = table["id"]?.values else { throw DataError(.missing, "id") }
    #expect(ids == [1, 2, 0] && table["id"]?.isNull == [false, false, true])
    #expect(table["mag"]?.doubles?[0] == 2.5 && table["mag"]?.doubles?[2].isNaN == true)
    #expect(table["mag"]?.isNull == [false, true, false])
    #expect(table["name"]?.strings == ["a", "x, \"y\"", ""])
    #expect(table["name"]?.isNull == [false, false, true])
    #expect(table["big"]?.strings == ["1", "18446744073709551615", "2"])
  }

  @Test("A quoted cell may hold line ends; a mark of byte order is skipped")
  func lines() throws {
    let table = try parse("\u{FEFF}a,b\n\"1\n2\",3")
    #expect(table["a"]?.strings == ["1\n2"])
    #expect(table["b"]?.doubles == [3])
  }

  @Test("A row of another length is an error that names its line")
  func length() {
    let error = #expect(throws: DataError.self) { try parse("a,b\n1,2\n\"x\ny\",2,3\n") }
    #expect(error?.reason.hasPrefix("line 3: 3 cells") == true)
    #expect(throws: DataError.self) { try parse("a,b\n1,\"2\n") }
    #expect(throws: DataError.self) { try parse("") }
  }

  @Test("Chosen columns come in the order asked for; one that is not there is told")
  func chosen() throws {
    let text = Array("a,b,c\n1,2,3\n4,5,6\n".utf8)
    let table = try CSV.parse(text, columns: ["C", "a"])
    #expect(table.columns.map(\.name) == ["c", "a"] && table["c"]?.doubles == [3, 6])
    let error = #expect(throws: DataError.self) { try CSV.parse(text, columns: ["d"]) }
    #expect(error?.code == .missing && error?.reason.contains("a, b, c") == true)
    #expect(throws: DataError.self) { try CSV.parse(Array("a,b\n1\n".utf8), columns: ["a"]) }
  }

  @Test("Quotes inside a quoted cell, and what stands behind it, belong to the cell")
  func quotes() throws {
    let table = try parse("a,b\n\"x\"\"y\"\"\",1\n\"p\"q,2\n\"\",3\n\"u,\nv\",4\n")
    #expect(table["a"]?.strings == ["x\"y\"", "pq", "", "u,\nv"])
    #expect(table["b"]?.doubles == [1, 2, 3, 4])
  }

  @Test("Cells as names: whole numbers without a point, nulls empty")
  func labels() throws {
    let table = try parse("a,b,c\n3.0,7,x \n2.5,,\n")
    #expect(table["a"]?.labels == ["3", "2.5"])
    #expect(table["b"]?.labels == ["7", ""] && table["c"]?.labels == ["x", ""])
    #expect(Column("v", .real([1, 2]), width: 2).labels == nil)
  }

  @Test("A written table reads back")
  func roundTrip() throws {
    var x = Column("x", .real([0.1, 1e-300, -5]))
    x.isNull = [false, false, true]
    let table = Catalog(columns: [
      Column("id", .integer([1, -2, .max])), x,
      Column("text", .string(["a,b", "say \"hi\"", ""])),
      Column("#odd", .string([" s ", "#", "l\n"])),
    ])
    let back = try CSV.parse(CSV.format(table))
    #expect(back.columns.map(\.name) == ["id", "x", "text", "#odd"])
    #expect(back["id"]?.doubles == table["id"]?.doubles)
    #expect(
      back["x"]?.doubles?[0...1] == [0.1, 1e-300] && back["x"]?.isNull == [false, false, true])
    #expect(back["text"]?.strings == ["a,b", "say \"hi\"", ""] && back["text"]?.isNull == nil)
    #expect(back["#odd"]?.strings == [" s ", "#", "l\n"])
  }

  @Test(
    "Real tables read, also from gzip",
    .enabled(if: RealData.isPresent, "the real data are not here"))
  func realFiles() throws {
    let labels = try CSV.read(RealData.path("galaxies/gz1-train.csv"))
    #expect(labels.rowCount == 587)
    let nova = try CSV.read(RealData.path("lightcurves/ztf-sn-ia/ZTF19abuhlxk.csv"))
    #expect(nova["time"]?.doubles != nil && nova["band"]?.strings != nil)
    let sample = try CSV.read(RealData.path("lightcurves/plasticc-sample-labels.csv"))
    #expect(sample.rowCount == 239)
  }
}
