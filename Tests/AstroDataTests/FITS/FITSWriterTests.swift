import Foundation
import Testing

@testable import AstroData

struct FITSWriterTests {
  private func readBack(_ writer: FITSWriter) throws -> FITSFile {
    try FITSFile(data: writer.data, name: "written.fits")
  }

  @Test("Pixels of every type read back exactly")
  func types() throws {
    var writer = FITSWriter()
    writer.append(.uint8([0, 1, 255]), shape: [3])
    writer.append(.int16([.min, -1, .max]), shape: [3])
    writer.append(.uint16([0, 32768, 65535]), shape: [3])
    writer.append(.int32([.min, -1, .max]), shape: [3])
    writer.append(.uint32([0, 1, .max]), shape: [3])
    writer.append(.int64([-9_007_199_254_740_992, 0, 7]), shape: [3])
    writer.append(.uint64([0, 1 << 63, 5]), shape: [3])
    writer.append(.float32([-.infinity, 1.5, .greatestFiniteMagnitude]), shape: [3])
    writer.append(.float64([1e300, -0.1, .pi]), shape: [3])
    let file = try readBack(writer)
    let expected: [[Double]] = [
      [0, 1, 255], [-32768, -1, 32767], [0, 32768, 65535], [-0x1p31, -1, 0x1p31 - 1],
      [0, 1, 0x1p32 - 1], [-0x1p53, 0, 7], [0, 0x1p63, 5],
      [-.infinity, 1.5, Double(Float.greatestFiniteMagnitude)], [1e300, -0.1, .pi],
    ]
    #expect(file.hdus.map(\.bitpix) == [8, 16, 16, 32, 32, 64, 64, -32, -64])
    for (index, values) in expected.enumerated() {
      #expect(try file.readPixels(index) == values, "HDU \(index)")
    }
  }

  @Test("An image reads back with its pixels, mask, unit, name and cards")
  func image() throws {
    var image = Image(
      pixels: [1, 2, .nan, 4, 5, 6], height: 2, width: 3,
      header: Header([Card("OBJECT", "M 51"), Card("NAXIS1", 99), Card("BZERO", 5)]), name: "SCI")
    image.unit = "adu"
    var writer = FITSWriter()
    try writer.append(image)
    let back = try readBack(writer).readImage()
    #expect(back.pixels[3...] == [4, 5, 6])
    #expect(back.pixels[2].isNaN)
    #expect(back.mask == [0, 0, PixelFlags.missing.rawValue, 0, 0, 0])
    #expect(back.unit == "adu" && back.name == "SCI")
    #expect(back.header.string("OBJECT") == "M 51")
    #expect(back.header["BZERO"] == nil)
  }

  @Test("Planes are the third axis", arguments: FITSPixelFormat.allCases)
  func planes(_ format: FITSPixelFormat) throws {
    let image = Image(
      pixels: (0..<24).map(Float.init), channels: 2, height: 3, width: 4)
    var writer = FITSWriter()
    try writer.append(image, as: format)
    let file = try readBack(writer)
    #expect(file.hdus[0].shape == [2, 3, 4])
    #expect(try file.readImage().pixels == image.pixels)
    #expect(try file.readImage(planes: 1..<2).pixels == Array(image.pixels[12...]))
  }

  @Test("A missing pixel of an integer image is BLANK", arguments: FITSPixelFormat.allCases)
  func blank(_ format: FITSPixelFormat) throws {
    var writer = FITSWriter()
    try writer.append(Image(pixels: [.nan, 7], height: 1, width: 2), as: format)
    let back = try readBack(writer).readImage()
    #expect(back.pixels[0].isNaN && back.pixels[1] == 7)
    #expect(back.missingCount == 1)
  }

  @Test("A pixel that does not fit into an integer format is an error")
  func outOfRange() {
    var writer = FITSWriter()
    let image = Image(pixels: [70_000], height: 1, width: 1)
    #expect(throws: DataError.self) { try writer.append(image, as: .int16) }
    #expect(throws: DataError.self) {
      try writer.append(Image(pixels: [255, .nan], height: 1, width: 2), as: .uint8)
    }
  }

  @Test("A table reads back with types, units, nulls, vectors, strings and variable rows")
  func table() throws {
    var id = Column("id", .integer([1, .min, 3]), description: "number")
    id.isNull = [false, false, true]
    var magnitude = Column("mag", .float([1.5, 0, -2]), unit: "mag")
    magnitude.isNull = [false, true, false]
    var flags = Column("flag", .logical([true, false, true]))
    flags.isNull = [false, true, false]
    var cube = Column("cube", .real((0..<18).map(Double.init)), width: 6)
    cube.shape = [3, 2]
    let table = Catalog(
      columns: [
        id, magnitude, flags, cube, Column("name", .string(["a", "", "longer"])),
        Column("pair", .string(["x", "yy", "z", "", "u", "v"]), width: 2),
        Column("series", .variable([[1, 2, 3], [], [.pi]])),
      ], header: Header([Card("SURVEY", "test")]), name: "OBJECTS")
    var writer = FITSWriter()
    try writer.append(table)
    let file = try readBack(writer)
    #expect(file.hdus.map(\.kind) == [.empty, .binaryTable])
    let back = try file.readTable()
    #expect(back.name == "OBJECTS" && back.header.string("SURVEY") == "test")
    #expect(back.columns.map(\.name) == table.columns.map(\.name))
    guard case .integer(let ids)? = back["id"]?.values else { throw DataError(.missing, "id") }
    #expect(ids[0...1] == [1, .min])
    #expect(back["id"]?.isNull == [false, false, true])
    #expect(back["id"]?.description == "number")
    #expect(back["mag"]?.unit == "mag")
    #expect(back["mag"]?.doubles?[1].isNaN == true)
    #expect(back["flag"]?.isNull == [false, true, false])
    #expect(back["cube"]?.doubles == (0..<18).map(Double.init))
    #expect(back["cube"]?.shape == [3, 2])
    #expect(back["name"]?.strings == ["a", "", "longer"])
    #expect(back["pair"]?.strings == ["x", "yy", "z", "", "u", "v"])
    guard case .variable(let rows)? = back["series"]?.values else {
      throw DataError(.missing, "series")
    }
    #expect(rows == [[1, 2, 3], [], [.pi]])
    #expect(try file.readTable(columns: ["NAME"], rows: 1..<3)["name"]?.strings == ["", "longer"])
    #expect(throws: DataError.self) { try file.readTable(columns: ["absent"]) }
  }

  @Test("A table without rows keeps its columns")
  func emptyTable() throws {
    var writer = FITSWriter()
    try writer.append(
      Catalog(columns: [
        Column("a", .real([])), Column("b", .string([])), Column("c", .integer([])),
      ]))
    let back = try readBack(writer).readTable()
    #expect(back.columns.map(\.name) == ["a", "b", "c"])
    #expect(back.rowCount == 0)
    #expect(back["a"]?.doubles == [])
  }

  @Test("Columns of different length or of one name are refused")
  func wrongTable() {
    var writer = FITSWriter()
    let short = [Column("a", .real([1])), Column("b", .real([1, 2]))]
    #expect(throws: DataError.self) { try writer.append(Catalog(columns: short)) }
    let same = [Column("a", .real([1])), Column("A", .real([1]))]
    #expect(throws: DataError.self) { try writer.append(Catalog(columns: same)) }
  }

  @Test("Every HDU sums to all ones with its CHECKSUM, its data to DATASUM")
  func checksums() throws {
    var writer = FITSWriter(primary: Header([Card("ORIGIN", "test")]))
    writer.append(.float32((0..<5000).map { Float($0) * 0.37 }), shape: [50, 100])
    try writer.append(Catalog(columns: [Column("x", .real([1, .nan, -3e7]))]))
    let data = writer.data
    let file = try FITSFile(data: data)
    var start = 0
    for hdu in file.hdus {
      let end = hdu.dataOffset + (hdu.dataSize + 2879) / 2880 * 2880
      #expect(Checksum.sum(Array(data[start..<end])) == UInt32.max, "HDU \(hdu.index)")
      let sum = Checksum.sum(Array(data[hdu.dataOffset..<end]))
      #expect(hdu.header.string("DATASUM") == String(sum))
      start = end
    }
    #expect(start == data.count)
  }

  @Test("The checksum's text is that of the standard's example")
  func checksumText() {
    // FITS standard 4.0, appendix J.
    #expect(Checksum.encoded(~868_229_149) == "hcHjjc9ghcEghc9g")
  }

  @Test("Nothing stays behind where a file cannot be written")
  func unwritable() {
    var writer = FITSWriter()
    writer.append(.uint8([1]), shape: [1])
    let error = #expect(throws: DataError.self) { try writer.write(to: "/absent/x.fits") }
    #expect(error?.code == .unwritable)
  }
}
