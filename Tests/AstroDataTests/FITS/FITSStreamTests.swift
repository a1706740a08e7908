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

  @Test("An image that comes by rows has the bytes of the image as a whole", arguments: [1, 3])
  func rows(_ channels: Int) throws {
    let workspace = try Workspace()
    var header = Header([Card("OBJECT", "M 31"), Card("EXTNAME", "OLD")])
    header.set("CTYPE1", .string("RA---TAN"))
    header.set("CTYPE2", .string("DEC--TAN"))
    header.set("CRVAL1", .real(10.7))
    header.set("CDELT1", .real(-1e-4))
    header.set("CDELT2", .real(1e-4))
    var image = Image(
      pixels: (0..<channels * 37 * 53).map { $0 % 11 == 3 ? .nan : Float($0) / 7 },
      channels: channels, height: 37, width: 53, header: header)
    image.unit = "adu"
    image.wcs = try WCS(header)
    var whole = FITSWriter()
    try whole.append(image, name: "FIRST")
    try whole.append(image, name: "SECOND")
    try whole.append(table(0..<5))

    var template = image
    (template.pixels, template.height, template.width) = ([], 0, 0)
    let stream = try FITSStream(workspace["image.fits"])
    for name in ["FIRST", "SECOND"] {
      try stream.append(template, height: 37, width: 53, name: name) { plane, rows in
        let start = plane * image.planeSize
        return Array(image.pixels[start + rows.lowerBound * 53..<start + rows.upperBound * 53])
      }
    }
    try stream.append(table(0..<5))
    try stream.commit(isSynced: false)
    #expect(try workspace.bytes("image.fits") == whole.data)
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
