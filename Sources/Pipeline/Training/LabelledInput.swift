import Foundation
import OrreryKit

/// The raw objects of a recipe's data, one at a time, and what is known of their classes.
struct LabelledInput {
  private let data: TrainingData
  private var file: FITSFile?
  private var planesPerEntry = 1
  private var labels: [(row: Int, id: String, name: String)] = []

  /// - Throws: `DataError` where the images or the table cannot be used.
  init(_ data: TrainingData) throws {
    self.data = data
    guard case .stack(let images, let description) = data else { return }
    let file = try FITSFile(opening: images)
    guard let hdu = file.hdus.first(where: \.hasImage), let count = hdu.shape.first, count > 0
    else {
      throw DataError(.missing, "no HDU has a stack of images", file: images)
    }
    planesPerEntry = hdu.planeCount / count
    self.file = file
    let table = try Self.table(description.table)
    func column(_ name: String) throws -> Column {
      if let column = table[name] { return column }
      throw DataError(
        .missing,
        "no column '\(name)'"
          + NearestNames.suggestion(for: name, among: table.columns.map(\.name)),
        file: description.table)
    }
    let rows = try column(description.row), ids = try column(description.id)
    let classes = try column(description.class)
    for index in 0..<table.rowCount {
      guard let row = rows.text(index).flatMap(Int.init), let id = ids.text(index),
        let name = classes.text(index)
      else { continue }
      labels.append((row, id, name))
    }
  }

  /// A table in FITS, or in CSV where it is no FITS file.
  private static func table(_ path: String) throws -> Catalog {
    do {
      return try FITSFile(opening: path).readTable()
    } catch let error as DataError where error.code == .notRecognised {
      return try CSV.read(path)
    }
  }

  var count: Int {
    if case .simulated(_, _, let count, _, _) = data { count } else { labels.count }
  }

  /// Object number `index` as it is read or made, its class in `truth` where it has one.
  func object(_ index: Int) throws -> SkyObject {
    switch data {
    case .simulated(let simulator, _, _, let seed, _):
      return try simulator.make(index, seed: seed)
    case .stack(let images, _):
      guard let file else { throw DataError(.missing, "is not open", file: images) }
      let (row, id, name) = labels[index]
      let planes = row * planesPerEntry..<(row + 1) * planesPerEntry
      var object = SkyObject(
        id: id, origin: images, content: .image(try file.readImage(planes: planes)))
      object.truth = [name: 1]
      return object
    }
  }

  /// Gives the sources cut out of a field the class of the truth that they lie on.
  ///
  /// A source without a true position within the match radius has no class.
  func labelled(_ objects: [SkyObject], of field: SkyObject) throws -> [SkyObject] {
    guard case .simulated(_, _, _, _, let radius) = data, let truth = field.tables["truth"] else {
      return objects
    }
    guard let x = truth["x"]?.doubles, let y = truth["y"]?.doubles,
      let names = truth["class"]?.strings, let flux = truth["flux"]?.doubles
    else {
      throw DataError(.missing, "\(field.id): its truth table needs x, y, flux and class")
    }
    return objects.map { object in
      guard let pixel = object.pixel else { return object }
      let near = x.indices.filter { hypot(x[$0] - pixel.x, y[$0] - pixel.y) <= radius }
      var object = object
      object.truth = near.max { flux[$0] < flux[$1] }.map { [names[$0]: 1] } ?? [:]
      return object
    }
  }
}

extension Column {
  /// The cell of a row as text; `nil` where it has no value.
  fileprivate func text(_ row: Int) -> String? {
    if isNull?[row] == true { return nil }
    return switch values {
    case .string(let values): values[row]
    case .integer(let values): String(values[row])
    case .real(let values): String(values[row])
    case .float(let values): String(values[row])
    case .logical(let values): String(values[row])
    case .variable: nil
    }
  }
}
