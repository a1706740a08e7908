import OrreryKit

/// The names of a run's objects: each once, and a function of the list of files and of what a file
/// holds alone, so that no run, shard or order of work can give another.
struct ObjectNames: Sendable {
  private let kind: DataKind
  /// True where the names come from a table, which may name objects of several files alike.
  private let areGiven: Bool
  private let fileCount: Int
  /// Files that share the beginning of their name with objects of another, and what stands between
  /// their own name and their objects' instead of `-`.
  private var separators: [String: String] = [:]

  init(_ files: [InputSource.File], _ plan: Plan) {
    kind = plan.input.kind
    areGiven = kind == .row || plan.input.targets != nil
    fileCount = files.count
    let expands = plan.stages.contains { $0.stage is any ExpandingStage }
    let hasMany =
      expands || plan.input.isStack || plan.input.unit == .every || plan.input.kind != .image
      || areGiven
    guard hasMany, files.count > 1 else { return }
    let ids = files.map(\.id).sorted()
    for id in ids {
      var separator = "-"
      while Self.isTaken(id + separator, ids, kind) { separator += "-" }
      if separator != "-" { separators[id] = separator }
    }
  }

  /// The names of a file's objects.
  func ids(of reader: ObjectReader, _ file: InputSource.File) -> [String] {
    var names = reader.ids
    if areGiven, fileCount > 1 { names = names.map { "\(file.id)-\($0)" } }
    if let separator = separators[file.id] {
      names = names.map { Self.replaced($0, file.id, separator) }
    }
    guard names.count > 1 else { return names }
    var used: Set<String> = []
    return names.map { Self.unique($0, &used) }
  }

  /// The names of what was cut out of an object of a file.
  func id(ofPart part: String, of object: String, _ file: InputSource.File) -> String {
    guard object == file.id, let separator = separators[file.id] else { return part }
    return Self.replaced(part, object, separator)
  }

  /// The name, with a number behind it where it is taken.
  static func unique(_ name: String, _ used: inout Set<String>) -> String {
    var result = name
    var number = 2
    while !used.insert(result).inserted {
      result = "\(name)~\(number)"
      number += 1
    }
    return result
  }

  private static func replaced(_ name: String, _ id: String, _ separator: String) -> String {
    name.hasPrefix(id + "-") ? id + separator + name.dropFirst(id.count + 1) : name
  }

  /// Whether a file's name goes on from this beginning as the name of an object might.
  private static func isTaken(_ start: String, _ ids: [String], _ kind: DataKind) -> Bool {
    var low = 0
    var high = ids.count
    while low < high {
      let middle = (low + high) / 2
      if ids[middle] < start { low = middle + 1 } else { high = middle }
    }
    while low < ids.count, ids[low].hasPrefix(start) {
      let rest = ids[low].dropFirst(start.count)
      // Numbers of sources and of stacks have five digits at least.
      let digits = rest.prefix { $0.isASCII && $0.isNumber }.count
      if kind != .image || digits >= 5 || rest.hasPrefix("hdu") || rest.hasPrefix("-") {
        return true
      }
      low += 1
    }
    return false
  }
}
