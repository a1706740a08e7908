/// HCOMPRESS: the H-transform of an image, its bit planes as quadtrees with Huffman-coded nodes
/// (White, Postman & Lattanzi 1992; FITS standard 4.0, section 10.4.4).
struct HCompressDecoder {
  /// Rows of the tile: the slow axis.
  private let rows: Int
  private let columns: Int
  private var coefficients: [Int64]

  /// The pixels of one tile, row after row.
  /// - Throws: `DataError` `damaged`.
  static func decode(
    _ bytes: [UInt8], rows: Int, columns: Int, smooth: Bool
  ) throws -> [Int32] {
    let header = 2 + 3 * 4 + 8 + 3
    guard bytes.count >= header, bytes[0] == 0xDD, bytes[1] == 0x99 else {
      throw DataError(.damaged, "a tile does not begin as HCOMPRESS data do")
    }
    func integer(_ start: Int, _ count: Int) -> Int64 {
      bytes[start..<start + count].reduce(0) { $0 << 8 | Int64($1) }
    }
    guard integer(2, 4) == rows, integer(6, 4) == columns else {
      throw DataError(.damaged, "HCOMPRESS data of another shape than their tile")
    }
    let scale = integer(10, 4)
    let sum = Int64(bitPattern: UInt64(truncatingIfNeeded: integer(14, 8)))
    var decoder = HCompressDecoder(rows: rows, columns: columns)
    try decoder.readCoefficients(bytes, from: header, bitPlanes: bytes[22..<25].map(Int.init))
    decoder.coefficients[0] = sum
    if scale > 1 {
      for index in decoder.coefficients.indices { decoder.coefficients[index] &*= scale }
    }
    decoder.invert(smoothing: smooth ? scale >> 1 : 0)
    return decoder.coefficients.map { Int32(truncatingIfNeeded: $0) }
  }

  private init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    coefficients = [Int64](repeating: 0, count: rows * columns)
  }

  /// Smallest power of two that is not below `length`, as exponent.
  private static func log2(_ length: Int) -> Int {
    length <= 1 ? 0 : Int.bitWidth - (length - 1).leadingZeroBitCount
  }

  // MARK: - Quadtrees

  private mutating func readCoefficients(
    _ bytes: [UInt8], from start: Int, bitPlanes: [Int]
  ) throws {
    guard bitPlanes.allSatisfy({ $0 < 63 }) else {
      throw DataError(.damaged, "HCOMPRESS data with \(bitPlanes) bit planes")
    }
    try bytes.withUnsafeBufferPointer { bytes in
      var reader = BitReader(bytes, from: start)
      let (upper, left) = ((rows + 1) / 2, (columns + 1) / 2)
      let quadrants = [
        (0, 0, upper, left, bitPlanes[0]), (0, left, upper, columns / 2, bitPlanes[1]),
        (upper, 0, rows / 2, left, bitPlanes[1]),
        (upper, left, rows / 2, columns / 2, bitPlanes[2]),
      ]
      for (row, column, height, width, planes) in quadrants {
        try readQuadrant(
          &reader, origin: row * columns + column, height: height, width: width, planes: planes)
      }
      guard try reader.bits(4) == 0 else {
        throw DataError(.damaged, "HCOMPRESS bit planes do not end where they should")
      }
      try reader.alignToByte()
      for index in coefficients.indices where coefficients[index] != 0 {
        if try reader.bits(1) == 1 { coefficients[index] = -coefficients[index] }
      }
    }
  }

  private mutating func readQuadrant(
    _ reader: inout BitReader, origin: Int, height: Int, width: Int, planes: Int
  ) throws {
    let depth = HCompressDecoder.log2(max(height, width))
    for plane in stride(from: planes - 1, through: 0, by: -1) {
      var nodes: [UInt8]
      switch try reader.bits(4) {
      case 0:  // not coded: four pixels to a nybble
        nodes = []
        for _ in 0..<((height + 1) / 2) * ((width + 1) / 2) {
          nodes.append(UInt8(try reader.bits(4)))
        }
      case 0xF:
        nodes = [try HCompressDecoder.huffman(&reader)]
        for level in stride(from: depth - 1, to: 0, by: -1) {
          // Nodes of the next level: the quadrant's lengths in units of 2^level, rounded up.
          let unit = (1 << level) - 1
          nodes = try HCompressDecoder.expanded(
            nodes, height: (height + unit) >> level, width: (width + unit) >> level, &reader)
        }
      default: throw DataError(.damaged, "HCOMPRESS data hold an unknown bit plane code")
      }
      insert(nodes, plane: plane, origin: origin, height: height, width: width)
    }
  }

  /// Each node's four bits become nodes; those that are set are read from the stream, the last
  /// one first.
  private static func expanded(
    _ nodes: [UInt8], height: Int, width: Int, _ reader: inout BitReader
  ) throws -> [UInt8] {
    var result = [UInt8](repeating: 0, count: height * width)
    let parents = (width + 1) / 2
    for index in stride(from: result.count - 1, through: 0, by: -1) {
      let (row, column) = (index / width, index % width)
      let parent = nodes[row / 2 * parents + column / 2]
      if parent >> UInt8(3 - (row % 2 * 2 + column % 2)) & 1 == 1 {
        result[index] = try huffman(&reader)
      }
    }
    return result
  }

  private mutating func insert(
    _ nodes: [UInt8], plane: Int, origin: Int, height: Int, width: Int
  ) {
    guard !nodes.isEmpty else { return }
    let parents = (width + 1) / 2
    for row in 0..<height {
      let start = origin + row * columns
      for column in 0..<width {
        let node = nodes[row / 2 * parents + column / 2]
        let bit = node >> UInt8(3 - (row % 2 * 2 + column % 2)) & 1
        coefficients[start + column] |= Int64(bit) << Int64(plane)
      }
    }
  }

  /// The fixed code of a node's four bits: 3 to 6 bits long.
  private static func huffman(_ reader: inout BitReader) throws -> UInt8 {
    let short = try reader.bits(3)
    if short < 4 { return 1 << UInt8(short) }
    let four = try reader.bits(1) | short << 1
    if four < 13 { return [3, 5, 10, 12, 15][Int(four) - 8] }
    let five = try reader.bits(1) | four << 1
    if five < 31 { return [6, 7, 9, 11, 13][Int(five) - 26] }
    return try reader.bits(1) == 0 ? 0 : 14
  }

  // MARK: - Inverse H-transform

  private mutating func invert(smoothing limit: Int64) {
    let depth = HCompressDecoder.log2(max(rows, columns))
    guard depth > 0 else { return }
    var scratch = [Int64](repeating: 0, count: max(rows, columns))
    coefficients[0] = HCompressDecoder.rounded(coefficients[0], Int64(1) << Int64(depth + 1))
    for level in stride(from: depth - 1, through: 0, by: -1) {
      let unit = (1 << level) - 1
      let (height, width) = ((rows + unit) >> level, (columns + unit) >> level)
      for row in 0..<height {
        interleave(from: row * columns, step: 1, count: width, &scratch)
      }
      for column in 0..<width {
        interleave(from: column, step: columns, count: height, &scratch)
      }
      if limit > 0 { smooth(height: height, width: width, limit: limit) }
      combine(height: height, width: width, level: level)
    }
  }

  /// The first half of a line goes to its even places, the second to its odd ones.
  private mutating func interleave(
    from start: Int, step: Int, count: Int, _ scratch: inout [Int64]
  ) {
    let half = (count + 1) / 2
    for index in 0..<count { scratch[index] = coefficients[start + index * step] }
    for index in 0..<count {
      coefficients[start + index * step] =
        scratch[index % 2 == 0 ? index / 2 : half + index / 2]
    }
  }

  /// `value` to a multiple of `unit` (a power of two), halves away from zero.
  private static func rounded(_ value: Int64, _ unit: Int64) -> Int64 {
    let half = unit >> 1
    return (value &+ (value >= 0 ? half : max(0, half - 1))) & -unit
  }

  /// Sums and differences of each 2 × 2 block back to its pixels. The low bits that the forward
  /// transform dropped from a sum are the parity of its differences.
  private mutating func combine(height: Int, width: Int, level: Int) {
    let bit0 = Int64(1) << Int64(level)
    let bit1 = bit0 << 1
    let shift: Int64 = level == 0 ? 2 : 1
    for row in stride(from: 0, to: height, by: 2) {
      let isLastRow = row + 1 == height
      for column in stride(from: 0, to: width, by: 2) {
        let isLastColumn = column + 1 == width
        let upper = row * columns + column
        let lower = upper + columns
        var h0 = coefficients[upper]
        switch (isLastRow, isLastColumn) {
        case (true, true): coefficients[upper] = h0 >> shift
        case (true, false), (false, true):
          let other = isLastRow ? upper + 1 : lower
          let h = HCompressDecoder.rounded(coefficients[other], bit1)
          let parity = h & bit1
          h0 = h0 >= 0 ? h0 &- parity : h0 &+ parity
          coefficients[other] = (h0 &+ h) >> shift
          coefficients[upper] = (h0 &- h) >> shift
        case (false, false):
          var hx = HCompressDecoder.rounded(coefficients[lower], bit1)
          var hy = HCompressDecoder.rounded(coefficients[upper + 1], bit1)
          // At the last level the unit is 1: nothing to round.
          let stored = coefficients[lower + 1]
          let hc = level == 0 ? stored : HCompressDecoder.rounded(stored, bit0)
          let parity0 = hc & bit0
          hx = hx >= 0 ? hx &- parity0 : hx &+ parity0
          hy = hy >= 0 ? hy &- parity0 : hy &+ parity0
          let parity1 = (hc ^ hx ^ hy) & bit1
          if h0 >= 0 {
            h0 = h0 &+ parity0 &- parity1
          } else {
            h0 = h0 &+ (parity0 == 0 ? parity1 : parity0 &- parity1)
          }
          coefficients[lower + 1] = (h0 &+ hx &+ hy &+ hc) >> shift
          coefficients[lower] = (h0 &+ hx &- hy &- hc) >> shift
          coefficients[upper + 1] = (h0 &- hx &+ hy &- hc) >> shift
          coefficients[upper] = (h0 &- hx &- hy &+ hc) >> shift
        }
      }
    }
  }

  // MARK: - Smoothing

  /// Bends differences towards those that neighbouring sums suggest, by `limit` at most, where the
  /// sums run monotonously.
  private mutating func smooth(height: Int, width: Int, limit: Int64) {
    let down = 2 * columns
    for row in stride(from: 2, to: height - 2, by: 2) {
      for column in stride(from: 0, to: width, by: 2) {
        let at = row * columns + column
        bend(at + columns, before: at - down, at, after: at + down, limit)
      }
    }
    for row in stride(from: 0, to: height, by: 2) {
      for column in stride(from: 2, to: width - 2, by: 2) {
        let at = row * columns + column
        bend(at + 1, before: at - 2, at, after: at + 2, limit)
      }
    }
    for row in stride(from: 2, to: height - 2, by: 2) {
      for column in stride(from: 2, to: width - 2, by: 2) {
        bendCurvature(row * columns + column, down, limit)
      }
    }
  }

  private mutating func bend(
    _ target: Int, before: Int, _ at: Int, after: Int, _ limit: Int64
  ) {
    let up = coefficients[after] &- coefficients[at]
    let down = coefficients[at] &- coefficients[before]
    let most = max(min(up, down), 0) &* 4
    let least = min(max(up, down), 0) &* 4
    guard least < most else { return }
    let slope = max(min(up &+ down, most), least)
    let change = HCompressDecoder.towardsZero(slope &- coefficients[target] &* 8, 3)
    coefficients[target] &+= max(min(change, limit), -limit)
  }

  private mutating func bendCurvature(_ at: Int, _ down: Int, _ limit: Int64) {
    let centre = coefficients[at]
    let mm = coefficients[at - down - 2] &- centre
    let pm = centre &- coefficients[at + down - 2]
    let mp = centre &- coefficients[at - down + 2]
    let pp = coefficients[at + down + 2] &- centre
    let x = coefficients[at + columns] &* 2
    let y = coefficients[at + 1] &* 2
    let most =
      min(
        min(max(pp, 0) &- x &- y, max(pm, 0) &+ x &- y),
        min(max(mp, 0) &- x &+ y, max(mm, 0) &+ x &+ y)) &* 16
    let least =
      max(
        max(min(pp, 0) &- x &- y, min(pm, 0) &+ x &- y),
        max(min(mp, 0) &- x &+ y, min(mm, 0) &+ x &+ y)) &* 16
    guard least < most else { return }
    let bend = max(min(pp &+ mm &+ mp &+ pm, most), least)
    let target = at + columns + 1
    let change = HCompressDecoder.towardsZero(bend &- coefficients[target] &* 64, 6)
    coefficients[target] &+= max(min(change, limit), -limit)
  }

  private static func towardsZero(_ value: Int64, _ shift: Int64) -> Int64 {
    value >= 0 ? value >> shift : (value &+ ((1 << shift) - 1)) >> shift
  }
}
