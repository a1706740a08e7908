import AstroData
import Foundation
import TestSupport
import Testing

struct FITSStreamTests {
  private func table(_ rows: Range<Int>) -> Catalog {
    var numbers = Column("n", .integer(rows.map { Int64($0) }), unit: "m", description: "Numbers")
    numbers.isNull = rows.map { $0 % 7 == 3 }
    if numbers.isNull?.contains(true) != true { numbers.isNull = nil }
    return Catalog(
      columns: [
        numbers,
        Column("name", .string(rows.map { String(repeating: "x", count: $0 % 11) })),
        Column("flag", .logical(rows.map { $0 % 2 == 0 })),
        Column("v", .float(rows.flatMap { [Float($0), .nan, -1] }), width: 3),
        Column("r", .real(rows.map { Double($0) / 3 })),
        Column("list", .variable(rows.map { [Double](repeating: 1, count: $0 % 4) })),
      ], name: "T")
  }

  @Test(
    "A table in pieces has the bytes of the table as a whole",
    arguments: [[0..<100], [0..<1, 1..<2, 2..<100], [0..<33, 33..<33, 33..<100]])
  func pieces(_ pieces: [Range<Int>]) throws {
    let workspace = try Workspace()
    var header = Header()
    header.set("CREATOR", .string("test"))
    var whole = FITSWriter(primary: header)
    try whole.append(table(0..<100))
    try whole.append(table(0..<5), name: "SECOND")

    let stream = try FITSStream(workspace["a.fits"], primary: header)
    for (name, parts) in [("T", pieces), ("SECOND", [0..<5])] {
      var layout = TableLayout()
      for part in parts { try layout.add(table(part)) }
      try stream.append(layout, name: name) { write in
        for part in parts { try write(table(part)) }
      }
    }
    try stream.commit()
    #expect(try workspace.bytes("a.fits") == whole.data)
  }

  @Test("Pieces of other columns, and other pieces than were announced, are refused")
  func differ() throws {
    let workspace = try Workspace()
    var layout = TableLayout()
    try layout.add(table(0..<3))
    for other in [
      Catalog(columns: [Column("n", .integer([1]))]),
      Catalog(columns: table(0..<1).columns.map { Column($0.name, .real([1])) }),
    ] {
      #expect(throws: DataError.self) { try layout.add(other) }
    }
    let stream = try FITSStream(workspace["b.fits"], primary: Header())
    #expect(throws: DataError.self) {
      try stream.append(layout, name: "T") { try $0(table(0..<2)) }
    }
    // What is not committed is not there.
    #expect(try workspace.tree("").keys.filter { !$0.hasPrefix(".") }.isEmpty)
  }

  @Test("A file of the same bytes is left as it is")
  func same() throws {
    let workspace = try Workspace()
    func write() throws {
      try FITSStream(workspace["c.fits"], primary: Header()).commit()
    }
    try write()
    func number() throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: workspace["c.fits"])[.systemFileNumber]
        as? Int
    }
    let before = try number()
    try write()
    #expect(try before != nil && number() == before)
  }
}
