import OrreryKit

/// The rows of a table of labels by the key of their object.
struct LabelTable: Sendable {
  /// What a row says of its object.
  struct Entry: Sendable {
    /// `nil` where the cell is empty, or there is no column.
    var name: String?
    var values: [String: Double]
    var names: [String: String]
    /// Decides the part of the split.
    var group: String?
  }

  /// What finds the row of an object.
  enum Key: Sendable { case entry, file, name }

  let key: Key
  private let entries: [String: Entry]

  /// - Parameter path: of the table; its rows are the entries of the data where it is the data.
  /// - Throws: `DataError` where the table or a column cannot be used.
  init(_ labels: ObjectLabels, path: String, isData: Bool) throws {
    key = isData || labels.row != nil ? .entry : labels.file != nil ? .file : .name
    guard isData || labels.row != nil || labels.file != nil || labels.id != nil else {
      throw DataError(
        .invalidValue, "say by which column its rows are found: `row`, `file` or `id`", file: path)
    }
    let columns = [labels.row, labels.file, labels.id].compactMap { $0 } + labels.truthColumns
    let table = try CatalogReader.read(path, columns: columns)
    func texts(_ name: String?) throws -> [String]? {
      guard let name else { return nil }
      if let texts = table[name]?.labels { return texts }
      throw DataError(.invalidValue, "column '\(name)' holds several values", file: path)
    }
    let groups = try texts(labels.id), classes = try texts(labels.class)
    let keys: [String]
    switch key {
    case .entry:
      keys = try isData ? (0..<table.rowCount).map(String.init) : texts(labels.row) ?? []
    case .file: keys = (try texts(labels.file) ?? []).map(InputSource.stem)
    case .name: keys = groups ?? []
    }
    var numbers: [(name: String, values: [Double])] = []
    var words: [(name: String, texts: [String])] = []
    for (name, column) in labels.values.sorted(by: { $0.key < $1.key }) {
      guard let found = table[column], let labels = found.labels else {
        throw DataError(.invalidValue, "column '\(column)' holds several values", file: path)
      }
      if let values = found.doubles {
        numbers.append((name, values))
      } else {
        words.append((name, labels))
      }
    }
    var entries: [String: Entry] = [:]
    entries.reserveCapacity(keys.count)
    for (row, key) in keys.enumerated() where !key.isEmpty {
      let name = classes?[row] ?? ""
      entries[key] = Entry(
        name: name.isEmpty ? nil : labels.names[name] ?? name,
        values: Dictionary(
          numbers.map { ($0.name, $0.values[row]) }, uniquingKeysWith: { first, _ in first }),
        names: Dictionary(
          words.map { ($0.name, $0.texts[row]) }, uniquingKeysWith: { first, _ in first }),
        group: groups.flatMap { $0[row].isEmpty ? nil : $0[row] })
    }
    self.entries = entries
  }

  /// What is known of an object; `nil` where the table does not have it.
  func entry(_ index: Int, of reader: ObjectReader) -> Entry? {
    switch key {
    case .entry: entries[String(index)]
    case .file: entries[InputSource.stem(reader.path)]
    case .name: entries[reader.names[index]]
    }
  }
}
