/// Reads light curves from text: CSV with names, lists in cells, or three columns of numbers.
struct LightCurveTextReader {
  enum Format {
    case columns
    case lists
    case threeNumbers(separator: Character)
  }

  let path: String
  private let file: FileBytes
  /// The beginning, enough to tell the format.
  private let head: [UInt8]

  /// - Throws: `DataError` where the file cannot be read.
  init(_ path: String) throws {
    self.path = path
    file = try FileBytes(opening: path)
    guard file.count <= 1 << 30 else {
      throw DataError(.tooLarge, "more than 1024 MiB of text", file: path)
    }
    head = try file.bytes(at: 0, count: min(file.count, 1 << 16))
  }

  /// True where the beginning looks like text.
  var isText: Bool {
    let start = head.prefix(4096)
    return !start.isEmpty && !start.contains { $0 < 9 || (14...31).contains($0) }
  }

  /// `nil` where the first line is that of no light curve.
  func format(_ settings: LightCurveSettings) -> Format? {
    guard isText else { return nil }
    let newline = UInt8(ascii: "\n")
    let line = head.split(separator: newline, omittingEmptySubsequences: true).lazy
      .first { $0.first != UInt8(ascii: "#") }
    guard let line else { return nil }
    let text = String(decoding: line.prefix(65536), as: UTF8.self)
    let names = cells(text, ",").map { $0.filter { $0 != "\"" } }
    if !LightCurveLists.bands(names).isEmpty { return .lists }
    if LightCurveColumns(names, settings) != nil { return .columns }
    for separator: Character in [",", "\t", " "] {
      let numbers = cells(text, separator)
      if (2...3).contains(numbers.count), numbers.allSatisfy({ Double($0) != nil }) {
        return .threeNumbers(separator: separator)
      }
    }
    return nil
  }

  private func cells(_ line: String, _ separator: Character) -> [String] {
    line.split(separator: separator, omittingEmptySubsequences: separator == " ")
      .map { String($0.filter { !$0.isWhitespace }) }
  }

  /// - Throws: `DataError`: `notRecognised`, and what CSV and its columns throw.
  func read(_ settings: LightCurveSettings) throws -> [LightCurve] {
    do {
      let bytes = try file.bytes(at: 0, count: file.count)
      var curves: [LightCurve]
      switch format(settings) {
      case nil:
        // A column that was named and is not there says more than that nothing was found.
        if !settings.columnNames.isEmpty {
          try LightCurveColumns.check(CSV.columnNames(bytes), settings)
        }
        throw DataError(
          .notRecognised, "no light curve: no columns of time and of flux or magnitude")
      case .lists:
        let names = try CSV.columnNames(bytes)
        try LightCurveColumns.check(names, settings)
        let table = try CSV.parse(bytes, columns: LightCurveLists.columns(names, settings))
        curves = try LightCurveLists(table).read(settings)
      case .columns:
        let names = try CSV.columnNames(bytes)
        try LightCurveColumns.check(names, settings)
        guard let columns = LightCurveColumns(names, settings) else {
          throw DataError(.notRecognised, "no columns of time and of flux or magnitude")
        }
        let table = try CSV.parse(bytes, columns: columns.names)
        curves = try LightCurveTable(table, columns).read(settings)
      case .threeNumbers(let separator): curves = [try numbers(bytes, separator, settings)]
      }
      let last = path.split(separator: "/").last.map(String.init) ?? path
      let stem = last.firstIndex(of: ".").map { String(last[..<$0]) } ?? last
      for index in curves.indices where curves[index].name.isEmpty { curves[index].name = stem }
      return curves
    } catch var error as DataError {
      if error.file == nil { error.file = path }
      throw error
    }
  }

  /// Time, magnitude and (where there is a third) uncertainty, as ASAS writes them.
  private func numbers(
    _ bytes: [UInt8], _ separator: Character, _ settings: LightCurveSettings
  ) throws -> LightCurve {
    var points = LightCurvePoints()
    points.bands = [settings.band ?? ""]
    var width = 0
    var number = 0
    for line in String(decoding: bytes, as: UTF8.self).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    {
      number += 1
      let text = cells(String(line), separator)
      if text.allSatisfy(\.isEmpty) || line.hasPrefix("#") { continue }
      let values = text.compactMap { Double($0) }
      if width == 0 { width = values.count }
      // What was taken for the first line may be another where line ends are mixed.
      guard (2...3).contains(width) else {
        throw DataError(.damaged, "line \(number) does not hold 2 or 3 numbers")
      }
      guard values.count == text.count, values.count == width else {
        throw DataError(.damaged, "line \(number) does not hold \(width) numbers")
      }
      points.time.append(values[0])
      points.value.append(values[1])
      if width > 2 { points.uncertainty.append(values[2]) }
    }
    var curve = points.lightCurve(
      settings.quantity ?? .magnitude, qualityBits: settings.qualityBits, name: "")
    curve.timeReference = settings.timeReference
    return curve
  }
}
