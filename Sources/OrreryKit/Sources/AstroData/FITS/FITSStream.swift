/// A FITS file of images and tables that are written in pieces: memory is that of one piece.
///
/// The bytes are those of a `FITSWriter` with the same content. The file appears whole, by `commit`,
/// or not at all.
public final class FITSStream {
  private let file: PartialFile

  /// A file whose primary HDU is the image that is appended first.
  /// - Throws: `DataError.unwritable`.
  public init(_ path: String) throws { file = try PartialFile(path) }

  /// A file whose primary HDU has these cards and no data.
  /// - Throws: `DataError.unwritable`.
  public init(_ path: String, primary: Header) throws {
    file = try PartialFile(path)
    try file.write(FITSUnit.empty(primary).encodedHeader(isPrimary: true, dataSum: 0))
  }

  /// Appends an image as Float32, plane after plane.
  ///
  /// - Parameters:
  ///   - image: its header, world coordinates, unit and planes; its pixels are not looked at.
  ///   - rows: the pixels of some rows of a plane, `rows.count × width` of them.
  /// - Throws: `DataError` `unwritable`; what `rows` throws.
  public func append(
    _ image: Image, height: Int, width: Int, name: String,
    rows: (_ plane: Int, _ rows: Range<Int>) throws -> [Float]
  ) throws {
    var shape = [height, width]
    if image.channels > 1 { shape.insert(image.channels, at: 0) }
    let unit = FITSUnit.image(
      bitpix: -32, shape: shape, header: image.writtenHeader, name: name)
    let isPrimary = file.count == 0
    let start = file.count
    try file.write(unit.encodedHeader(isPrimary: isPrimary, dataSum: 0))
    var data = SummedData()
    let step = max(1, Self.piece / max(1, width))
    for plane in 0..<image.channels {
      for row in stride(from: 0, to: height, by: step) {
        let range = row..<min(row + step, height)
        let values = try rows(plane, range)
        precondition(
          values.count == range.count * width,
          "FITSStream: \(values.count) pixels for \(range.count) rows of \(width)")
        try file.write(data.adding(BigEndian.bytes(values) { $0.bitPattern }))
      }
    }
    try file.write(data.adding(FITSUnit.padding(data.count)))
    try file.write(
      unit.encodedHeader(isPrimary: isPrimary, dataSum: data.sum), at: start)
  }

  /// Pixels of an image that are asked for at once.
  private static let piece = 1 << 20

  /// Appends a table in one piece.
  /// - Throws: `DataError` `unwritable`, `invalidValue`.
  public func append(_ table: Catalog, name: String? = nil) throws {
    var layout = TableLayout()
    try layout.add(table)
    try append(layout, name: name ?? table.name) { try $0(table) }
  }

  /// Appends a table.
  ///
  /// - Parameters:
  ///   - layout: of all pieces.
  ///   - pieces: hands each piece, in order, to what it is given.
  /// - Throws: `DataError` `unwritable`; `invalidValue` where the pieces are not those of the
  ///   layout.
  public func append(
    _ layout: TableLayout, name: String,
    pieces: (_ write: (Catalog) throws -> Void) throws -> Void
  ) throws {
    let unit = FITSUnit(
      cards: try layout.cards(), carried: withoutName(layout.header), name: name, isImage: false,
      axes: 0)
    let start = file.count
    try file.write(unit.encodedHeader(isPrimary: false, dataSum: 0))
    var data = SummedData()
    var heap: [UInt8] = []
    var rows = 0
    try pieces { piece in
      rows += piece.rowCount
      try file.write(data.adding(try layout.rows(of: piece, heap: &heap)))
    }
    guard rows == layout.rowCount, heap.count == layout.heapSize else {
      throw DataError(
        .invalidValue, "\(rows) rows came for a table of \(layout.rowCount)", file: file.path)
    }
    try file.write(data.adding(heap))
    try file.write(data.adding(FITSUnit.padding(data.count)))
    try file.write(
      unit.encodedHeader(isPrimary: false, dataSum: data.sum), at: start)
  }

  /// Puts the file in its place, unless the same bytes stand there already.
  /// - Parameter isSynced: false leaves the syncing to a later `AtomicFile.sync(folder:)`.
  /// - Throws: `DataError.unwritable`.
  public func commit(isSynced: Bool = true) throws {
    if !file.isSame() { try file.commit(isSynced: isSynced) }
  }

  private func withoutName(_ header: Header) -> Header {
    var header = header
    header.remove("EXTNAME")
    return header
  }
}

/// Bytes that come in pieces of any length, with the sum of their words.
private struct SummedData {
  private(set) var count = 0
  private var total: UInt32 = 0
  /// Bytes of a word that is not yet whole.
  private var rest: [UInt8] = []

  /// Takes in the bytes and gives them back.
  mutating func adding(_ bytes: [UInt8]) -> [UInt8] {
    count += bytes.count
    let all = rest.isEmpty ? bytes : rest + bytes
    let whole = all.count / 4 * 4
    total = Checksum.sum(whole == all.count ? all : Array(all[..<whole]), adding: total)
    rest = Array(all[whole...])
    return bytes
  }

  /// The sum of the whole words so far.
  var sum: UInt32 { total }
}
