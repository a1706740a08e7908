import Testing

@testable import AstroData

/// Tables built byte by byte: every TFORM, the scaling conventions, nulls.
struct TableFormatTests {
  /// One row of one column.
  private func column(
    _ form: String, _ cell: [UInt8], _ more: [String] = [], heap: [UInt8] = []
  ) throws -> Column {
    var bytes = HostileFileTests.table(
      [
        "NAXIS   = 2", "NAXIS1  = \(cell.count)", "NAXIS2  = 1", "PCOUNT  = \(heap.count)",
        "TFIELDS = 1", "TTYPE1  = 'x'", "TFORM1  = '\(form)'",
      ] + more, dataBytes: 0)
    bytes += cell + heap + [UInt8](repeating: 0, count: 2880)
    return try #require(try FITSFile(data: bytes).readTable().columns.first)
  }

  private func big<Value: FixedWidthInteger>(_ values: Value...) -> [UInt8] {
    BigEndian.bytes(values) { $0 }
  }

  private func big(_ values: Double...) -> [UInt8] { BigEndian.bytes(values) { $0.bitPattern } }

  private func big(_ values: Float...) -> [UInt8] { BigEndian.bytes(values) { $0.bitPattern } }

  @Test("Every type of a binary table reads to its values")
  func types() throws {
    #expect(try column("3L", Array("TF".utf8) + [0]).doubles == [1, 0, 0])
    #expect(
      try column("10X", [0b1010_0000, 0b0100_0000]).doubles == [1, 0, 1, 0, 0, 0, 0, 0, 0, 1])
    #expect(try column("2B", [7, 255]).doubles == [7, 255])
    #expect(try column("2I", big(Int16(-2), 3)).doubles == [-2, 3])
    #expect(try column("J", big(Int32.min)).doubles == [-0x1p31])
    #expect(try column("1K", big(Int64(1) << 53)).doubles == [0x1p53])
    #expect(try column("2E", big(Float(1.5), -2)).doubles == [1.5, -2])
    #expect(try column("D", big(Double.pi)).doubles == [.pi])
    #expect(try column("C", big(Float(1), 2)).doubles == [1, 2])
    #expect(try column("2M", big(1.0, 2, 3, 4)).doubles == [1, 2, 3, 4])
    #expect(try column("5A", Array("ab  ".utf8) + [0]).strings == ["ab"])
    #expect(try column("5A", Array("a\0bcd".utf8)).strings == ["a"])
    #expect(try column("6A2", Array("abcde ".utf8)).strings == ["ab", "cd", "e"])
    #expect(
      try column("6A", Array("abcdef".utf8), ["TDIM1   = '(3,2)'"]).strings == ["abc", "def"])
  }

  @Test("Unsigned and signed-byte conventions are exact")
  func unsigned() throws {
    #expect(try column("I", big(Int16.max), ["TZERO1  = 32768"]).doubles == [65535])
    #expect(try column("J", big(Int32.max), ["TZERO1  = 2147483648"]).doubles == [0x1p32 - 1])
    #expect(try column("B", [0], ["TZERO1  = -128"]).doubles == [-128])
    let zero = ["TZERO1  = 9223372036854775808"]
    guard case .integer(let small) = try column("K", big(Int64.min + 5), zero).values else {
      throw DataError(.missing, "integers")
    }
    #expect(small == [5])
    #expect(try column("K", big(Int64(0)), zero).doubles == [0x1p63])
  }

  @Test("TSCAL and TZERO give reals; TNULL marks nulls before scaling")
  func scaling() throws {
    let scaled = try column("I", big(Int16(10)), ["TSCAL1  = 0.5", "TZERO1  = 1.0"])
    #expect(scaled.doubles == [6])
    let null = try column("I", big(Int16(-99)), ["TNULL1  = -99", "TSCAL1  = 2.0"])
    #expect(null.isNull == [true])
    #expect(null.doubles?[0].isNaN == true)
    let vector = try column("3J", big(Int32(1), -99, 3), ["TNULL1  = -99"])
    #expect(vector.doubles?[0] == 1 && vector.doubles?[1].isNaN == true)
    #expect(vector.isNull == nil)
  }

  @Test("Rows of variable length are read from the heap")
  func variable() throws {
    let heap = big(Int16(5), -6, 7)
    guard case .variable(let rows) = try column("1PI(3)", big(Int32(2), 2), heap: heap).values
    else { throw DataError(.missing, "rows") }
    #expect(rows == [[-6, 7]])
    let wide = try column("QI", big(Int64(1), 0), heap: heap)
    guard case .variable(let wideRows) = wide.values else { throw DataError(.missing, "rows") }
    #expect(wideRows == [[5]])
    let text = try column("1PA(9)", big(Int32(3), 1), heap: Array("xabc".utf8))
    #expect(text.strings == ["abc"])
    let complex = try column("1PC", big(Int32(1), 0), heap: big(Float(1), -1))
    guard case .variable(let pairs) = complex.values else { throw DataError(.missing, "rows") }
    #expect(pairs == [[1, -1]])
    let bits = try column("1PX", big(Int32(3), 0), heap: [0b0110_0000])
    guard case .variable(let flags) = bits.values else { throw DataError(.missing, "rows") }
    #expect(flags == [[0, 1, 1]])
  }

  @Test("Columns of one name are told apart by a number")
  func sameNames() throws {
    let bytes = HostileFileTests.table([
      "NAXIS   = 2", "NAXIS1  = 2", "NAXIS2  = 1", "TFIELDS = 2", "TTYPE1  = 'x'",
      "TFORM1  = 'B'", "TTYPE2  = 'X'", "TFORM2  = 'B'",
    ])
    #expect(try FITSFile(data: bytes).readTable().columns.map(\.name) == ["x", "X_2"])
  }

  @Test("An ASCII table reads numbers, text and nulls; other text in a number is an error")
  func ascii() throws {
    func table(_ rows: String) throws -> Catalog {
      let lines = [
        "NAXIS   = 2", "NAXIS1  = 12", "NAXIS2  = \(rows.utf8.count / 12)", "TFIELDS = 3",
        "TTYPE1  = 'id'", "TBCOL1  = 1", "TFORM1  = 'I3'", "TTYPE2  = 'v'", "TBCOL2  = 4",
        "TFORM2  = 'F5.2'", "TNULL2  = '---'", "TTYPE3  = 's'", "TBCOL3  = 9", "TFORM3  = 'A4'",
      ]
      var bytes = HostileFileTests.file(
        ["SIMPLE  = T", "BITPIX  = 8", "NAXIS   = 0"], dataBytes: 0)
      bytes += HostileFileTests.file(["XTENSION= 'TABLE'", "BITPIX  = 8"] + lines, dataBytes: 0)
      bytes += Array(rows.utf8) + [UInt8](repeating: 32, count: 2880)
      return try FITSFile(data: bytes).readTable()
    }
    let good = try table("  1 1.25ab       ---cd  ")
    #expect(good["id"]?.isNull == [false, true])
    #expect(good["v"]?.doubles?[0] == 1.25 && good["v"]?.isNull == [false, true])
    #expect(good["s"]?.strings == ["ab", "cd"])
    let error = #expect(throws: DataError.self) { try table("  x 1.25ab  ") }
    #expect(error?.reason.contains("column id, row 0") == true)
  }
}
