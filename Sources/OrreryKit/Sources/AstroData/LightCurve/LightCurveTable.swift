/// Makes light curves of the rows of a table: one for each object, with any number of bands.
struct LightCurveTable {
  let table: Catalog
  let columns: LightCurveColumns

  init(_ table: Catalog, _ columns: LightCurveColumns) {
    self.table = table
    self.columns = columns
  }

  /// Objects in the order in which they first come up; points in the order of the rows.
  /// - Throws: `DataError.invalidValue` where a column holds no numbers.
  func read(_ settings: LightCurveSettings) throws -> [LightCurve] {
    let times = try numbers(columns.time), values = try numbers(columns.value)
    let sigmas = try columns.uncertainty.map(numbers)
    let qualities = try columns.quality.map(numbers)?.map(Self.bits)
    let bandNames = columns.band.flatMap { table[$0]?.labels }
    let objects = columns.object.flatMap { table[$0]?.labels }
    let classes = columns.classification.flatMap { table[$0]?.labels }

    // All objects share the list of bands, so that band 2 means the same for each.
    var bands: [String] = []
    var bandNumbers: [String: Int] = [:]
    for name in bandNames ?? [settings.band ?? ""] where bandNumbers[name] == nil {
      bandNumbers[name] = bands.count
      bands.append(name)
    }
    if bandNames != nil {
      bands.sort()
      for (number, name) in bands.enumerated() { bandNumbers[name] = number }
    }
    var order: [String] = []
    var rows: [String: [Int]] = [:]
    if let objects {
      for (row, object) in objects.enumerated() {
        if rows[object] == nil { order.append(object) }
        rows[object, default: []].append(row)
      }
    } else {
      order = [""]
      rows[""] = Array(times.indices)
    }
    return order.map { object in
      let chosen = rows[object] ?? []
      var points = LightCurvePoints()
      points.time = chosen.map { times[$0] }
      points.value = chosen.map { values[$0] }
      points.uncertainty = sigmas.map { all in chosen.map { all[$0] } } ?? []
      points.quality = qualities.map { all in chosen.map { all[$0] } } ?? []
      points.band = bandNames.map { all in chosen.map { bandNumbers[all[$0]] ?? 0 } } ?? []
      points.bands = bands.isEmpty ? [""] : bands
      var curve = points.lightCurve(
        columns.quantity, qualityBits: settings.qualityBits, name: object)
      curve.timeReference =
        settings.timeReference ?? LightCurveColumns.reference(of: columns.time)
      curve.classification = chosen.first.flatMap { row in classes.map { $0[row] } }
      return curve
    }
  }

  private func numbers(_ name: String) throws -> [Double] {
    // Without rows a column of text has no type yet.
    if table.rowCount == 0 { return [] }
    guard let column = table[name], let values = column.doubles, column.width == 1 else {
      throw DataError(.invalidValue, "column '\(name)' holds no single numbers")
    }
    return values
  }

  /// Quality bits; what is not a whole number of 32 bits marks the point with all of them.
  static func bits(_ value: Double) -> Int32 {
    Int64(exactly: value).map { Int32(truncatingIfNeeded: $0) } ?? -1
  }
}
