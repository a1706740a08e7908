/// The one place where tile-compressed pixels are decoded (FITS standard 4.0, section 10).
///
/// RICE_1, GZIP_1, GZIP_2, PLIO_1, HCOMPRESS_1 and NOCOMPRESS, quantised and dithered reals. All
/// decoders are ours and check every read: damaged tiles are errors.
struct CompressedImageDecoder {
  private let hdu: HDU
  private let bytes: FileBytes
  private let header: Header
  private let grid: TileGrid
  private let columns: TileColumns
  private let heap: TableHeap
  private let scaling: PixelScaling
  private let algorithm: String
  private let quantisation: String
  private let parameters: [String: Int]

  /// - Throws: `DataError` where the table cannot be that of a compressed image.
  init(_ hdu: HDU, _ bytes: FileBytes) throws {
    self.hdu = hdu
    self.bytes = bytes
    header = hdu.storedHeader
    grid = try TileGrid(header, shape: hdu.shape, rowCount: hdu.rowCount)
    let rowSize = header.integer("NAXIS1") ?? 0
    let table = try bytes.bytes(at: hdu.dataOffset, count: rowSize * hdu.rowCount)
    columns = try TileColumns(hdu, table: table, rowSize: rowSize)
    heap = TableHeap(hdu, rowSize: rowSize, bytes)
    var scaling = PixelScaling(header, bitpix: hdu.bitpix)
    if scaling.blank == nil, hdu.bitpix > 0 {
      scaling.blank = header.integer("ZBLANK").map(Int64.init)
    }
    self.scaling = scaling
    algorithm = header.string("ZCMPTYPE") ?? ""
    quantisation = header.string("ZQUANTIZ") ?? "NO_DITHER"
    var parameters: [String: Int] = [:]
    for number in 1...ReadLimits.columns {
      guard let name = header.string("ZNAME\(number)") else { break }
      parameters[name] = header.integer("ZVAL\(number)")
    }
    self.parameters = parameters
    guard algorithm != "HCOMPRESS_1" || grid.tile.dropFirst(2).allSatisfy({ $0 == 1 }) else {
      throw DataError(.damaged, "HCOMPRESS tiles have two axes")
    }
    let size = abs(hdu.bitpix) / 8
    let pixels = try grid.tile.reduce(size) { try DataShape.product($0, $1) }
    guard pixels <= ReadLimits.decompressed(from: hdu.dataSize) else {
      throw DataError(.tooLarge, "tiles of \(grid.tile) pixels in \(hdu.dataSize) bytes")
    }
  }

  /// Physical values of the pixels asked for; only their tiles are decoded.
  func decode<Value: BinaryFloatingPoint>(_ part: ImagePart, as type: Value.Type) throws -> [Value]
  {
    guard part.count <= ReadLimits.decompressed(from: hdu.dataSize) / 4 else {
      throw DataError(
        .tooLarge, "\(part.count) pixels in \(hdu.dataSize) bytes; read a region instead")
    }
    var result = [Value](repeating: 0, count: part.count)
    for index in 0..<grid.count {
      let overlap = TileOverlap(grid, index, part)
      let runs = overlap.runs
      guard !runs.isEmpty else { continue }
      do {
        let tile = try values(index, overlap, as: Value.self)
        for run in runs {
          for pixel in 0..<run.count { result[run.target + pixel] = tile[run.source + pixel] }
        }
      } catch var error as DataError {
        error.reason = "tile \(index + 1): " + error.reason
        throw error
      }
    }
    return result
  }

  /// The physical values of one tile.
  private func values<Value: BinaryFloatingPoint>(
    _ index: Int, _ overlap: TileOverlap, as type: Value.Type
  ) throws -> [Value] {
    let count = overlap.pixelCount
    if let stored = try cell(columns.compressed, index) {
      switch algorithm {
      case "RICE_1", "RICE_ONE":
        let size = parameters["BYTEPIX"] ?? 4
        return physical(
          try RiceDecoder.decode(
            stored, count: count, bytesPerPixel: size,
            blockSize: parameters["BLOCKSIZE"] ?? 32), index)
      case "PLIO_1": return physical(try PlioDecoder.decode(stored, count: count), index)
      case "HCOMPRESS_1":
        return physical(
          try HCompressDecoder.decode(
            stored, rows: overlap.height, columns: overlap.width,
            smooth: parameters["SMOOTH"].map { $0 != 0 } ?? false), index)
      case "GZIP_1", "GZIP_2":
        var raw = try Inflate.gzip(stored, limit: count * 8)
        let size = raw.count / count
        guard [1, 2, 4, 8].contains(size), raw.count == size * count else {
          throw DataError(.damaged, "\(raw.count) bytes for \(count) pixels")
        }
        if algorithm == "GZIP_2" { raw = Inflate.unshuffled(raw, size: size) }
        return try plain(raw, size: size, count: count, index)
      case "NOCOMPRESS":
        return try plain(stored, size: abs(hdu.bitpix) / 8, count: count, index)
      default:
        throw DataError(.unsupported, "compression '\(algorithm)' is not known")
      }
    }
    let size = abs(hdu.bitpix) / 8
    if let stored = try cell(columns.gzipped, index) {
      let raw = try Inflate.gzip(stored, limit: count * size)
      return try decoded(raw, bitpix: hdu.bitpix, count: count)
    }
    if let stored = try cell(columns.plain, index) {
      return try decoded(stored, bitpix: hdu.bitpix, count: count)
    }
    throw DataError(.damaged, "no data")
  }

  /// The bytes of a tile in one of the columns that may hold it; `nil` where it is not there.
  private func cell(_ field: TableField?, _ row: Int) throws -> [UInt8]? {
    guard let field, let (count, offset) = columns.descriptor(field, row), count != 0 else {
      return nil
    }
    guard count > 0 else { throw DataError(.damaged, "a descriptor has a negative length") }
    let size = try DataShape.product(count, TableField.elementSize(field.elementType))
    return try heap.cell(offset: offset, byteCount: size)
  }

  /// Uncompressed pixels of a tile: integers, quantised or plain reals.
  private func plain<Value: BinaryFloatingPoint>(
    _ raw: [UInt8], size: Int, count: Int, _ index: Int
  ) throws -> [Value] {
    if hdu.bitpix < 0, columns.isQuantised(header) {
      guard size == 4 else { throw DataError(.damaged, "quantised values of \(size) bytes") }
      return physical(
        try decoded(raw, bitpix: 32, count: count, as: Double.self).map {
          Int32($0)
        }, index)
    }
    if hdu.bitpix < 0 {
      guard size == abs(hdu.bitpix) / 8 else {
        throw DataError(.damaged, "reals of \(size) bytes for BITPIX \(hdu.bitpix)")
      }
      return try decoded(raw, bitpix: hdu.bitpix, count: count)
    }
    return try decoded(raw, bitpix: size * 8, count: count)
  }

  private func decoded<Value: BinaryFloatingPoint>(
    _ raw: [UInt8], bitpix: Int, count: Int, as type: Value.Type = Value.self
  ) throws -> [Value] {
    guard raw.count >= count * abs(bitpix) / 8 else { throw BitReader.exhausted }
    let isStored = bitpix == 32 && hdu.bitpix < 0
    return raw.withUnsafeBytes { bytes in
      [Value](unsafeUninitializedCapacity: count) { output, filled in
        guard let base = bytes.baseAddress else { return }
        PixelDecoder.decode(
          base, bitpix: bitpix, scaling: isStored ? PixelScaling() : scaling,
          into: UnsafeMutableBufferPointer(rebasing: output[..<count]))
        filled = count
      }
    }
  }

  /// Decoded integers to physical values: BSCALE and BZERO, or ZSCALE and ZZERO and dithering.
  private func physical<Value: BinaryFloatingPoint>(_ stored: [Int32], _ index: Int) -> [Value] {
    guard hdu.bitpix < 0 else {
      let (scale, zero) = (scaling.scale, scaling.zero)
      let blank = scaling.blank.flatMap(Int32.init(exactly:))
      return stored.map { $0 == blank ? .nan : Value(zero + scale * Double($0)) }
    }
    let scale = columns.number(columns.scale, index) ?? header.double("ZSCALE") ?? 1
    let zero = columns.number(columns.zero, index) ?? header.double("ZZERO") ?? 0
    let blank = columns.number(columns.blank, index) ?? header.double("ZBLANK")
    let blank32 = blank.flatMap { Int32(exactly: $0) }
    // BSCALE and BZERO of a real image apply to its values.
    let (outer, shift) = (scaling.scale, scaling.zero)
    guard quantisation.hasPrefix("SUBTRACTIVE_DITHER") else {
      return stored.map {
        $0 == blank32 ? .nan : Value(shift + outer * (Double($0) * scale + zero))
      }
    }
    let keepsZero = quantisation == "SUBTRACTIVE_DITHER_2"
    let seed = min(max(1, header.integer("ZDITHER0") ?? 1), 10_000)
    var dither = Dither(tile: index, seed: seed)
    return stored.map {
      let random = dither.number()
      if $0 == blank32 { return .nan }
      if keepsZero, $0 == Dither.zeroValue { return Value(shift) }
      return Value(shift + outer * ((Double($0) - random + 0.5) * scale + zero))
    }
  }
}
