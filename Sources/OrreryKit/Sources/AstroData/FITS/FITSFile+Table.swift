extension FITSFile {
  /// Reads a table, or some of its columns and rows.
  ///
  /// TSCAL, TZERO and the unsigned conventions are applied. A null (TNULL, an undefined logical, an
  /// empty field of an ASCII table) is marked in `isNull`; in a vector of integers, where single
  /// elements may be null, the column becomes real and those elements NaN. Complex values stand as
  /// pairs with 2 as their first axis. Rows of descriptors (`P`, `Q`) are Float64, or text.
  ///
  /// - Parameters:
  ///   - hdu: from 0; `nil` for the first HDU with a table.
  ///   - columns: names, case ignored, in the order wanted; `nil` for all.
  ///   - rows: from 0; `nil` for all.
  /// - Throws: `DataError`: `missing` (no such HDU, column, row), `damaged`, `tooLarge`,
  ///   `unsupported`.
  public func readTable(
    _ hdu: Int? = nil, columns: [String]? = nil, rows: Range<Int>? = nil
  ) throws -> Catalog {
    let hdu = try self.hdu(hdu, called: "a table", where: \.hasTable)
    return try locating(hdu) {
      let rows = rows ?? 0..<hdu.rowCount
      guard rows.lowerBound >= 0, rows.upperBound <= hdu.rowCount else {
        throw DataError(.missing, "rows \(rows) are not inside 0..<\(hdu.rowCount)")
      }
      let names = hdu.uniqueColumnNames
      let chosen = try columns?.map { try hdu.column($0, in: names) } ?? Array(names.indices)
      var result = chosen.map { TableColumn(hdu.fields[$0], name: names[$0]) }
      let rowSize = hdu.storedHeader.integer("NAXIS1") ?? 0
      let heap = TableHeap(hdu, rowSize: rowSize, bytes)
      // Blocks of rows: memory is that of the chosen columns, not of the table.
      let step = max(1, (1 << 24) / max(1, rowSize))
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
        let count = min(step, rows.upperBound - start)
        let block = try bytes.bytes(
          at: hdu.dataOffset + start * rowSize, count: count * rowSize)
        for index in result.indices {
          if hdu.kind == .asciiTable {
            try result[index].appendText(block, rowSize: rowSize, rows: count, firstRow: start)
          } else {
            try result[index].append(block, rowSize: rowSize, rows: count, heap: heap)
          }
        }
      }
      return Catalog(columns: result.map { $0.column() }, header: hdu.header, name: hdu.name)
    }
  }
}

extension HDU {
  /// The fields' names, a number behind each that another has too (case ignored).
  fileprivate var uniqueColumnNames: [String] {
    var seen: Set<String> = []
    return fields.map { field in
      var name = field.name
      var number = 2
      while !seen.insert(name.lowercased()).inserted {
        name = "\(field.name)_\(number)"
        number += 1
      }
      return name
    }
  }

  fileprivate func column(_ name: String, in names: [String]) throws -> Int {
    let key = name.lowercased()
    guard let index = names.firstIndex(where: { $0.lowercased() == key }) else {
      let some = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
      throw DataError(.missing, "no column '\(name)'; the table has \(some)")
    }
    return index
  }
}
