import Foundation
import TestSupport
import Testing

@testable import AstroData

/// Files that lie. Each must be refused in one line, at once, without the memory it asks for.
struct HostileFileTests {
  /// A file of header lines and so many bytes of data.
  static func file(_ lines: [String], dataBytes: Int = 2880, end: Bool = true) -> [UInt8] {
    var text = lines.map { $0.padding(80) }.joined()
    if end { text += "END".padding(80) }
    let blocks = (text.utf8.count + 2879) / 2880
    return Array(text.padding(blocks * 2880).utf8) + [UInt8](repeating: 0, count: dataBytes)
  }

  static func image(_ lines: [String]) -> [UInt8] { file(["SIMPLE  = T"] + lines) }

  static func table(_ lines: [String], dataBytes: Int = 2880) -> [UInt8] {
    file(["SIMPLE  = T", "BITPIX  = 8", "NAXIS   = 0"], dataBytes: 0)
      + file(["XTENSION= 'BINTABLE'", "BITPIX  = 8"] + lines, dataBytes: dataBytes)
  }

  private static let axes = ["NAXIS   = 2", "NAXIS1  = 10", "NAXIS2  = 10"]

  static let refused: [(String, [UInt8], DataError.Code)] = [
    ("empty", [], .notRecognised),
    ("text", Array("hello, world".utf8), .notRecognised),
    ("zeros", [UInt8](repeating: 0, count: 8640), .notRecognised),
    ("no END", file(["SIMPLE  = T"], dataBytes: 0, end: false), .damaged),
    (
      "endless header",
      file(["SIMPLE  = T"] + [String](repeating: "COMMENT x", count: 100_000), end: false),
      .tooLarge
    ),
    ("999 axes", image(["BITPIX  = 8", "NAXIS   = 999"]), .tooLarge),
    ("negative NAXIS", image(["BITPIX  = 8", "NAXIS   = -1"]), .damaged),
    ("no NAXIS", image(["BITPIX  = 8"]), .damaged),
    ("no NAXIS2", image(["BITPIX  = 8", "NAXIS   = 2", "NAXIS1  = 1"]), .damaged),
    ("negative axis", image(["BITPIX  = 8", "NAXIS   = 1", "NAXIS1  = -5"]), .damaged),
    (
      "2^63 pixels",
      image([
        "BITPIX  = 8", "NAXIS   = 2", "NAXIS1  = 4294967296", "NAXIS2  = 4294967296",
      ]), .tooLarge
    ),
    (
      "an axis beyond Int64",
      image(["BITPIX  = 8", "NAXIS   = 1", "NAXIS1  = 99999999999999999999"]), .damaged
    ),
    (
      "10^12 pixels",
      image(["BITPIX  = -64", "NAXIS   = 2", "NAXIS1  = 1000000", "NAXIS2  = 1000000"]), .damaged
    ),
    ("BITPIX 17", image(["BITPIX  = 17"] + axes), .damaged),
    ("BITPIX text", image(["BITPIX  = 'x'"] + axes), .damaged),
    ("cut data", image(["BITPIX  = 16", "NAXIS   = 1", "NAXIS1  = 1500"]), .damaged),
    ("a PCOUNT of 2^62", table(axes + ["PCOUNT  = 4611686018427387904", "TFIELDS = 0"]), .damaged),
    ("PCOUNT overflow", table(axes + ["PCOUNT  = 9223372036854775807", "TFIELDS = 0"]), .tooLarge),
    ("negative PCOUNT", table(axes + ["PCOUNT  = -8", "TFIELDS = 0"]), .damaged),
    ("GCOUNT 7", table(axes + ["GCOUNT  = 7", "TFIELDS = 0"]), .unsupported),
    ("no TFIELDS", table(axes), .damaged),
    ("5000 columns", table(axes + ["TFIELDS = 5000"]), .tooLarge),
    ("no TFORM", table(axes + ["TFIELDS = 1"]), .damaged),
    ("a wide column", table(axes + ["TFIELDS = 1", "TFORM1  = '3J'"]), .damaged),
    ("10^18 elements", table(axes + ["TFIELDS = 1", "TFORM1  = '999999999999999999J'"]), .damaged),
    ("an unknown type", table(axes + ["TFIELDS = 1", "TFORM1  = '1Z'"]), .damaged),
    ("a bad descriptor", table(axes + ["TFIELDS = 1", "TFORM1  = '5PE'"]), .damaged),
  ]

  @Test("A header that lies is refused with its reason", arguments: refused.map(\.0))
  func refusal(_ name: String) throws {
    let entry = try #require(Self.refused.first { $0.0 == name })
    let error = #expect(throws: DataError.self) {
      _ = try FITSFile(data: entry.1, name: "f.fits")
    }
    #expect(error?.code == entry.2, "\(name): \(error?.description ?? "")")
    #expect(error?.description.hasPrefix("f.fits") == true)
  }

  @Test("A table of nothing but rows has no rows")
  func rowsWithoutBytes() throws {
    let bytes = Self.table(
      ["NAXIS   = 2", "NAXIS1  = 0", "NAXIS2  = 999999999999999999", "TFIELDS = 0"])
    #expect(try FITSFile(data: bytes).readTable().rowCount == 0)
  }

  @Test(
    "A descriptor that points outside its heap is refused",
    arguments: [(1, 100), (-1, 0), (1, -8), (1 << 30, 0), (0x7FFF_FFFF, 0x7FFF_FFFF)])
  func descriptor(_ count: Int, _ offset: Int) throws {
    var bytes = Self.table([
      "NAXIS   = 2", "NAXIS1  = 8", "NAXIS2  = 1", "PCOUNT  = 80", "TFIELDS = 1",
      "TFORM1  = '1PD(9)'",
    ])
    var cell: [UInt8] = []
    BigEndian.append(Int32(count), to: &cell)
    BigEndian.append(Int32(offset), to: &cell)
    bytes.replaceSubrange(5760..<5768, with: cell)
    let file = try FITSFile(data: bytes, name: "heap.fits")
    let error = #expect(throws: DataError.self) { _ = try file.readTable() }
    #expect(error?.description.hasPrefix("heap.fits[1]: ") == true)
  }

  @Test("Rows that share one part of the heap cannot multiply it without limit")
  func heapBomb() throws {
    let rows = 200_000
    let heap = 8 * 4000
    var bytes = Self.table(
      [
        "NAXIS   = 2", "NAXIS1  = 8", "NAXIS2  = \(rows)", "PCOUNT  = \(heap)", "TFIELDS = 1",
        "TFORM1  = '1PD'",
      ], dataBytes: 0)
    var cell: [UInt8] = []
    BigEndian.append(Int32(4000), to: &cell)
    BigEndian.append(Int32(0), to: &cell)
    for _ in 0..<rows { bytes += cell }
    bytes += [UInt8](repeating: 0, count: heap + 2880)
    let file = try FITSFile(data: bytes)
    let error = #expect(throws: DataError.self) { _ = try file.readTable() }
    #expect(error?.code == .tooLarge)
  }

  @Test("A compressed image of few bytes cannot ask for gigabytes")
  func tileBomb() throws {
    let bytes = Self.table([
      "NAXIS   = 2", "NAXIS1  = 8", "NAXIS2  = 1", "TFIELDS = 1", "TTYPE1  = 'COMPRESSED_DATA'",
      "TFORM1  = '1PB(9)'", "ZIMAGE  = T", "ZBITPIX = -32", "ZNAXIS  = 2", "ZNAXIS1 = 100000",
      "ZNAXIS2 = 100000", "ZTILE1  = 100000", "ZTILE2  = 100000", "ZCMPTYPE= 'RICE_1'",
    ])
    let file = try FITSFile(data: bytes)
    let error = #expect(throws: DataError.self) { _ = try file.readImage() }
    #expect(error?.code == .tooLarge)
  }

  @Test("A constant image of 10^12 pixels is refused")
  func constantBomb() {
    let bytes = Self.image([
      "BITPIX  = 16", "NAXIS   = 0", "NPIX1   = 1000000", "NPIX2   = 1000000", "PIXVALUE= 0",
    ])
    #expect(throws: DataError.self) { _ = try FITSFile(data: bytes) }
  }

  @Test("A file with bytes behind its last HDU opens and counts them")
  func trailing() throws {
    let bytes = Self.image(["BITPIX  = 8", "NAXIS   = 0"])
    #expect(try FITSFile(data: bytes).trailingByteCount == 2880)
  }
}
