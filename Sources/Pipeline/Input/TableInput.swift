import OrreryKit

/// Rows of a table as objects: FITS, CSV, either in gzip.
///
/// The columns that are asked for are in memory, 8 bytes to a cell; texts and lists are not.
enum TableInput {
  /// Columns that name an object, tried in this order where none is said to.
  static let idNames = [
    "id", "object_id", "objectid", "obj_id", "source_id", "star_id", "targetid", "name", "oid",
  ]

  static func open(_ file: InputSource.File, plan: InputPlan) throws -> ObjectReader {
    let source = try TableSource(file.path, unit: plan.unit)
    func find(_ candidates: [String]) -> String? {
      candidates.lazy.compactMap { name in
        source.columnNames.first { $0.lowercased() == name.lowercased() }
      }.first
    }
    let id = plan.table.id ?? find(idNames)
    let ra = find(["ra"]), dec = find(["dec"])
    let isGiven = !plan.table.columns.isEmpty
    let others = Set((plan.table.excluded + [id].compactMap { $0 }).map { $0.lowercased() })
    let wanted =
      isGiven
      ? plan.table.columns : source.scalarNames.filter { !others.contains($0.lowercased()) }
    // Each once, whichever of the uses asked for it.
    let needed = [id, ra, dec].compactMap { $0 } + wanted
    var unique: [String] = []
    for name in needed where !unique.contains(where: { $0.lowercased() == name.lowercased() }) {
      unique.append(name)
    }
    let table = try source.read(unique)
    let count = table.rowCount

    var names: [String] = []
    var columns: [[Double]] = []
    for name in wanted {
      guard let column = table[name] else { continue }
      guard column.width == 1, let values = column.doubles else {
        if !isGiven { continue }
        throw DataError(.invalidValue, "column '\(name)' holds no single numbers", file: file.path)
      }
      names.append(column.name)
      columns.append(values)
    }
    guard !names.isEmpty else {
      throw DataError(.missing, "no column of numbers", file: file.path)
    }
    // Row after row, so that reading one touches one place.
    let width = names.count
    var cells = [Double](repeating: .nan, count: count * width)
    for (place, values) in columns.enumerated() {
      for row in 0..<count { cells[row * width + place] = values[row] }
    }
    columns = []
    let own = id.flatMap { table[$0]?.labels }
    let ids = (0..<count).map { row in
      if let name = own?[row], !name.isEmpty { return name }
      return "\(file.id)-\(row)"
    }
    let right = ra.flatMap { table[$0]?.doubles }, up = dec.flatMap { table[$0]?.doubles }
    return ObjectReader(path: file.path, ids: ids) { [names, cells] index in
      let values = Array(cells[index * width..<(index + 1) * width])
      var object = SkyObject(
        id: "", origin: file.path, content: .row(CatalogRow(names: names, values: values)))
      if let ra = right?[index], let dec = up?[index], (0...360).contains(ra),
        (-90...90).contains(dec)
      {
        object.position = SkyPosition(ra: ra, dec: dec)
      }
      return object
    }
  }
}
