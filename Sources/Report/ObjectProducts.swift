import Dispatch
import Foundation
import OrreryKit
import Pipeline
import Synchronization

/// The files of each object in a report: its picture, its FITS file, layers drawn from that, and
/// the data of its plots.
struct ObjectProducts: Sendable {
  /// Which files objects have, as the pages load it.
  struct Files: Encodable {
    /// `ProductBits` of each object.
    var bits: PackedColumn
    /// Names of files where they differ from the object's, by row.
    var names: [Int: String]
  }

  struct Made {
    var files: Files
    var pictures = 0
    var layers = 0
    var plots = 0
    var notes: [String] = []
  }

  private let run: RunFolder
  private let ids: [String]
  private let origins: [String]
  private let names: [String]
  private let series: SeriesSource?
  private let tables: [PredictionTable]
  /// Names of the layers that the first objects' FITS files hold, in order.
  let layers: [String]
  private let notes: [String]

  var hasSeries: Bool { series != nil }

  init(run: RunFolder, catalog: RunCatalog, files: [String], data: DataFolder) throws {
    self.run = run
    ids = catalog.texts(.id) ?? [String](repeating: "", count: catalog.count)
    origins = catalog.texts(.origin) ?? [String](repeating: "", count: catalog.count)
    names = ids.map { Self.fileName($0, among: run) }
    series = SeriesSource(files: files, data: data)
    layers = Self.layers(of: run, names)
    var notes: [String] = []
    tables = try run.predictionTables.compactMap { hdu in
      guard hdu.rowCount <= PredictionTable.rowLimit else {
        notes.append(
          "Table \(hdu.name) has \(hdu.rowCount) rows: it is in the catalogue, not in the report")
        return nil
      }
      return try run.table(hdu.name).flatMap { PredictionTable($0) }
    }
    self.notes = notes
  }

  /// The safe name that the run wrote an object's files under.
  ///
  /// The catalogue shows control characters as `\u{…}`; the files were named before that.
  private static func fileName(_ id: String, among run: RunFolder) -> String {
    let name = SafeName.make(for: id)
    if !id.contains("\\u{") || run.pictures.contains(name) || run.fitsFiles.contains(name) {
      return name
    }
    let raw = id.replacing(/\\u\{([0-9a-f]{1,6})\}/) { match in
      UInt32(match.1, radix: 16).flatMap(UnicodeScalar.init).map { String(Character($0)) } ?? ""
    }
    let other = SafeName.make(for: raw)
    return run.pictures.contains(other) || run.fitsFiles.contains(other) ? other : name
  }

  private static func layers(of run: RunFolder, _ names: [String]) -> [String] {
    var layers: [String] = []
    for name in names.lazy.filter(run.fitsFiles.contains).prefix(50) {
      guard let file = try? FITSFile(opening: "\(run.path)/fits/\(name).fits") else { continue }
      for hdu in file.hdus where hdu.hasImage && hdu.shape.count >= 2 {
        let layer = hdu.name.lowercased().printable
        // The run's own picture is the cut-out, as its pipeline wants it drawn.
        if layer == "cutout", run.pictures.contains(name) { continue }
        if !layer.isEmpty, !layers.contains(layer), layers.count < ProductBits.layerLimit {
          layers.append(layer)
        }
      }
    }
    return layers
  }

  /// Writes the files of all objects.
  /// - Throws: `DataError.unwritable`; an object whose product cannot be read goes without it.
  func write(
    to folder: ReportFolder, threads: Int, progress: (@Sendable (Int, Int) -> Void)?
  ) throws -> Made {
    // Objects of one file stand together: a file of series is read once, for all of them.
    var groups: [Range<Int>] = []
    var start = 0
    for row in 0...ids.count where row > start {
      let isEnd = row == ids.count || (series == nil && row - start == 64)
      if isEnd || origins[row] != origins[start] {
        groups.append(start..<row)
        start = row
      }
    }
    let parts = groups
    let done = Mutex(0)
    let results = parallelMap(parts.count, threads: threads) { index in
      let result = Result { try write(parts[index], to: folder) }
      let count = done.withLock { done in
        done += parts[index].count
        return done
      }
      progress?(count, ids.count)
      return result
    }
    var bits: [UInt32] = []
    bits.reserveCapacity(ids.count)
    var made = Made(files: Files(bits: PackedColumn(bits: []), names: [:]), notes: notes)
    var failed = 0
    for result in results {
      let part = try result.get()
      bits += part.bits.map(\.rawValue)
      failed += part.failed
    }
    made.files.bits = PackedColumn(bits: bits)
    for row in ids.indices where names[row] != ids[row] { made.files.names[row] = names[row] }
    made.pictures = bits.count { $0 & ProductBits.picture.rawValue != 0 }
    made.plots = bits.count { $0 & ProductBits.details.rawValue != 0 }
    made.layers = bits.reduce(0) { sum, bits in
      sum + layers.indices.count { bits & ProductBits.layer($0).rawValue != 0 }
    }
    if failed > 0 {
      made.notes.append("Files of \(failed) objects could not be read")
    }
    return made
  }

  private func write(
    _ rows: Range<Int>, to folder: ReportFolder
  ) throws -> (bits: [ProductBits], failed: Int) {
    var failed = 0
    var plots: [String: SeriesPlot] = [:]
    if let series, let first = rows.first {
      do { plots = try series.plots(of: origins[first]) } catch { failed = rows.count }
    }
    let bits = try rows.map { row -> ProductBits in
      var bits: ProductBits = []
      let name = names[row]
      if run.pictures.contains(name) {
        try folder.take("\(run.path)/png/\(name).png", as: "png/\(name).png")
        bits.insert(.picture)
      }
      if run.fitsFiles.contains(name) {
        try folder.take("\(run.path)/fits/\(name).fits", as: "fits/\(name).fits")
        bits.insert(.fits)
        guard let drawn = try? draw(name) else {
          failed += 1
          return bits
        }
        for (place, bytes) in drawn {
          try folder.write(bytes, to: "layers/\(name).\(place).png")
          bits.insert(.layer(place))
        }
      }
      var details = ObjectDetails()
      details.plot = plots[ids[row]]
      details.tables = tables.compactMap { $0.part(of: ids[row]) }
      if !details.isEmpty {
        let script = try DataScript.bytes("details/\(name)", details)
        try folder.write(script, to: "details/\(name).js")
        bits.insert(.details)
      }
      return bits
    }
    return (bits, failed)
  }

  /// The layers of an object's FITS file as PNG, by place.
  private func draw(_ name: String) throws -> [(Int, [UInt8])] {
    guard !layers.isEmpty else { return [] }
    let file = try FITSFile(opening: "\(run.path)/fits/\(name).fits")
    var result: [(Int, [UInt8])] = []
    for hdu in file.hdus where hdu.hasImage && hdu.shape.count >= 2 {
      let layer = hdu.name.lowercased().printable
      guard let place = layers.firstIndex(of: layer), !result.contains(where: { $0.0 == place })
      else { continue }
      if let picture = LayerPicture.draw(try file.readImage(hdu.index), name: layer) {
        result.append((place, try picture.encoded(compression: 3)))
      }
    }
    return result
  }
}
