/// Light curves as lists in the cells of a table: `time_points_b`, `light_points_b`,
/// `error_points_b`, one row for each object and three columns for each band (EROS-1).
struct LightCurveLists {
  let table: Catalog

  init(_ table: Catalog) { self.table = table }

  /// The bands `b` for which there are `time_points_b` and `light_points_b`.
  static func bands(_ names: [String]) -> [String] {
    let set = Set(names)
    return names.compactMap { name in
      guard name.hasPrefix("time_points_") else { return nil }
      let band = String(name.dropFirst("time_points_".count))
      return set.contains("light_points_" + band) ? band : nil
    }
  }

  /// Those of the columns that make light curves: lists of the bands, name and class.
  static func columns(_ names: [String], _ settings: LightCurveSettings) -> [String] {
    let lists = bands(names).flatMap { band in
      ["time_points_", "light_points_", "error_points_"].map { $0 + band }
    }
    let others = names.filter { name in
      !name.contains("_points_")
        && (settings.objectColumn == nil || name.lowercased() == "type"
          || settings.columnNames.contains { $0.lowercased() == name.lowercased() })
    }
    return others + lists.filter { names.contains($0) }
  }

  /// The values are magnitudes, unless the settings say otherwise. The name of an object is the
  /// first column that holds text and no lists, or is the first.
  ///
  /// - Throws: `DataError.damaged` with row and column where a cell is no list of numbers.
  func read(_ settings: LightCurveSettings) throws -> [LightCurve] {
    let bands = Self.bands(table.columns.map(\.name))
    let first = table.columns.first { !$0.name.contains("_points_") }
    let names = settings.objectColumn.map { table[$0]?.labels } ?? first?.strings
    let classes = table[settings.classColumn ?? "type"]?.labels
    return try (0..<table.rowCount).map { row in
      var points = LightCurvePoints()
      points.bands = bands
      var hasErrors = true
      for (number, band) in bands.enumerated() {
        let times = try list("time_points_" + band, row)
        let values = try list("light_points_" + band, row)
        let sigmas =
          table["error_points_" + band] == nil ? nil : try list("error_points_" + band, row)
        guard values.count == times.count, sigmas.map({ $0.count == times.count }) ?? true else {
          throw DataError(
            .damaged, "row \(row + 1): lists of band \(band) differ in length")
        }
        points.time += times
        points.value += values
        points.band += times.map { _ in number }
        if let sigmas { points.uncertainty += sigmas } else { hasErrors = false }
      }
      if !hasErrors { points.uncertainty = [] }
      var curve = points.lightCurve(
        settings.quantity ?? .magnitude, qualityBits: settings.qualityBits,
        name: names?[row] ?? "\(row + 1)")
      curve.timeReference = settings.timeReference
      curve.classification = classes?[row]
      return curve
    }
  }

  /// The numbers of a cell `[1.5, 2, nan]`.
  private func list(_ name: String, _ row: Int) throws -> [Double] {
    guard let texts = table[name]?.strings else {
      throw DataError(.damaged, "column '\(name)' holds no lists")
    }
    let text = Array(texts[row].utf8.filter { $0 > 32 })
    guard text.count >= 2, text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") else {
      throw DataError(.damaged, "row \(row + 1) of '\(name)' is no list in brackets")
    }
    if text.count == 2 { return [] }
    return try text[1..<text.count - 1].split(
      separator: UInt8(ascii: ","), omittingEmptySubsequences: false
    ).map { piece in
      switch piece.isEmpty ? .text : CSVNumber(piece) {
      case .integer(let value): return Double(value)
      case .real(let value): return value
      case .tooLong, .text:
        throw DataError(
          .damaged, "row \(row + 1) of '\(name)' holds '\(CardText.string(piece))', no number")
      }
    }
  }
}
