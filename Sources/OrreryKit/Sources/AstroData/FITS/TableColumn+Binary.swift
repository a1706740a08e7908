/// Cells of a binary table (FITS standard 4.0, section 7.3).
extension TableColumn {
  /// Appends the column's cells of `rows` rows that lie in `block`.
  mutating func append(_ block: [UInt8], rowSize: Int, rows: Int, heap: TableHeap) throws {
    if field.count == 0, field.type != UInt8(ascii: "A") {
      append(.variable([[Double]](repeating: [], count: rows)))
      return
    }
    if field.isDescriptor {
      try appendDescribed(block, rowSize: rowSize, rows: rows, heap: heap)
      return
    }
    let first = count
    var nulls: [Int] = []
    let values: Column.Values = block.withUnsafeBytes { raw in
      guard let base = raw.baseAddress else { return .integer([]) }
      let cells = Cells(base: base + field.offset, rowSize: rowSize, rows: rows)
      return decoded(cells, nulls: &nulls)
    }
    self.nulls += nulls.map { $0 + first }
    append(values)
  }

  /// Where a column's cells lie in memory.
  struct Cells {
    let base: UnsafeRawPointer
    let rowSize: Int
    let rows: Int

    /// All elements, row after row, in native byte order.
    func load<Stored: FixedWidthInteger, Value>(
      _ type: Stored.Type, _ perCell: Int, _ convert: (Stored) -> Value
    ) -> [Value] {
      let size = MemoryLayout<Stored>.size
      return [Value](unsafeUninitializedCapacity: rows * perCell) { output, filled in
        guard let target = output.baseAddress else { return }
        for row in 0..<rows {
          let cell = base + row * rowSize
          for element in 0..<perCell {
            let bits = cell.loadUnaligned(fromByteOffset: element * size, as: Stored.self)
            (target + (row * perCell + element)).initialize(to: convert(Stored(bigEndian: bits)))
          }
        }
        filled = rows * perCell
      }
    }
  }

  private func decoded(_ cells: Cells, nulls: inout [Int]) -> Column.Values {
    switch field.type {
    case UInt8(ascii: "L"):
      let stored = cells.load(UInt8.self, field.count) { $0 }
      for index in stored.indices
      where stored[index] != UInt8(ascii: "T") && stored[index] != UInt8(ascii: "F") {
        nulls.append(index)
      }
      return .logical(stored.map { $0 == UInt8(ascii: "T") })
    case UInt8(ascii: "X"):
      var bits: [Bool] = []
      bits.reserveCapacity(cells.rows * field.count)
      for row in 0..<cells.rows {
        for bit in 0..<field.count {
          let byte = (cells.base + row * cells.rowSize + bit / 8).load(as: UInt8.self)
          bits.append(byte & (0x80 >> UInt8(bit % 8)) != 0)
        }
      }
      return .logical(bits)
    case UInt8(ascii: "A"): return .string(strings(cells))
    case UInt8(ascii: "E"), UInt8(ascii: "C"):
      let count = field.type == UInt8(ascii: "C") ? 2 * field.count : field.count
      guard field.isScaled else {
        return .float(cells.load(UInt32.self, count) { Float(bitPattern: $0) })
      }
      let (scale, zero) = (field.scale, field.zero)
      return .real(
        cells.load(UInt32.self, count) { zero + scale * Double(Float(bitPattern: $0)) })
    case UInt8(ascii: "D"), UInt8(ascii: "M"):
      let count = field.type == UInt8(ascii: "M") ? 2 * field.count : field.count
      guard field.isScaled else {
        return .real(cells.load(UInt64.self, count) { Double(bitPattern: $0) })
      }
      let (scale, zero) = (field.scale, field.zero)
      return .real(cells.load(UInt64.self, count) { zero + scale * Double(bitPattern: $0) })
    default:
      let stored: [Int64]
      switch field.type {
      case UInt8(ascii: "B"): stored = cells.load(UInt8.self, field.count) { Int64($0) }
      case UInt8(ascii: "I"): stored = cells.load(Int16.self, field.count) { Int64($0) }
      case UInt8(ascii: "J"): stored = cells.load(Int32.self, field.count) { Int64($0) }
      default: stored = cells.load(Int64.self, field.count) { $0 }
      }
      if let null = field.null {
        for index in stored.indices where stored[index] == null { nulls.append(index) }
      }
      return field.physical(stored)
    }
  }

  /// Text ends at NUL; trailing blanks are not part of it.
  private func strings(_ cells: Cells) -> [String] {
    let length = field.dimensions.first ?? field.count
    var result: [String] = []
    result.reserveCapacity(cells.rows * width)
    for row in 0..<cells.rows {
      for element in 0..<width {
        let start = cells.base + row * cells.rowSize + element * length
        let text = UnsafeRawBufferPointer(start: start, count: length)
        result.append(TableColumn.text(text))
      }
    }
    return result
  }

  static func text(_ bytes: UnsafeRawBufferPointer) -> String {
    let end = bytes.firstIndex(of: 0) ?? bytes.endIndex
    return CardText.string(CardText.trimmedEnd(bytes[..<end]))
  }

  // MARK: - Cells of variable length

  private mutating func appendDescribed(
    _ block: [UInt8], rowSize: Int, rows: Int, heap: TableHeap
  ) throws {
    let isWide = field.type == UInt8(ascii: "Q")
    let descriptors: [Int] = block.withUnsafeBytes { raw in
      guard let base = raw.baseAddress else { return [] }
      let cells = Cells(base: base + field.offset, rowSize: rowSize, rows: rows)
      // The standard calls both numbers signed; a negative one is refused below.
      return isWide
        ? cells.load(Int64.self, 2) { Int($0) } : cells.load(Int32.self, 2) { Int($0) }
    }
    let letter = field.elementType
    let size = TableField.elementSize(letter)
    var numbers: [[Double]] = []
    var texts: [String] = []
    for row in 0..<rows {
      let (count, offset) = (descriptors[2 * row], descriptors[2 * row + 1])
      let isBits = letter == UInt8(ascii: "X")
      guard count >= 0 else {
        throw DataError(.damaged, "a descriptor of column \(name) has a negative length")
      }
      let byteCount =
        isBits
        ? count / 8 + (count % 8 == 0 ? 0 : 1)
        : try DataShape.product(count, size)
      heapBytes += count == 0 ? 0 : byteCount
      guard heapBytes <= heap.limit else {
        throw DataError(.tooLarge, "column \(name) reads its heap again and again")
      }
      let cell = count == 0 ? [] : try heap.cell(offset: offset, byteCount: byteCount)
      if letter == UInt8(ascii: "A") {
        texts.append(cell.withUnsafeBytes(TableColumn.text))
      } else {
        numbers.append(elements(cell, letter: letter, count: count))
      }
    }
    append(letter == UInt8(ascii: "A") ? .string(texts) : .variable(numbers))
  }

  private func elements(_ cell: [UInt8], letter: UInt8, count: Int) -> [Double] {
    guard count > 0 else { return [] }
    var inner: [Int] = []
    let part = field.cell(of: letter, count: count)
    let values = cell.withUnsafeBytes { raw -> Column.Values in
      guard let base = raw.baseAddress else { return .real([]) }
      return TableColumn(part, name: name)
        .decoded(Cells(base: base, rowSize: cell.count, rows: 1), nulls: &inner)
    }
    var column = Column("", values)
    column.isNull = nil
    var result = column.doubles ?? []
    for index in inner { result[index] = .nan }
    return result
  }
}

extension TableField {
  /// Stored integers with TSCAL and TZERO applied; exact where the result is whole.
  fileprivate func physical(_ stored: [Int64]) -> Column.Values {
    guard isScaled else { return .integer(stored) }
    if scale == 1, zero == 0x1p63 {
      let unsigned = stored.map { UInt64(bitPattern: $0) ^ (1 << 63) }
      if unsigned.allSatisfy({ $0 <= UInt64(Int64.max) }) {
        return .integer(unsigned.map { Int64($0) })
      }
      return .real(unsigned.map { Double($0) })
    }
    if scale == 1, let shift = Int64(exactly: zero), abs(zero) < 0x1p53,
      stored.allSatisfy({ !$0.addingReportingOverflow(shift).overflow })
    {
      return .integer(stored.map { $0 + shift })
    }
    return .real(stored.map { zero + scale * Double($0) })
  }

  /// The field as one cell of the heap holds it.
  fileprivate func cell(of letter: UInt8, count: Int) -> TableField {
    TableField(
      name: name, format: format, unit: unit, description: "", type: letter, count: count,
      offset: 0, size: count * TableField.elementSize(letter), elementType: 0, scale: scale,
      zero: zero, null: null, nullText: nil, dimensions: [])
  }
}
