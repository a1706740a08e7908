import Foundation
import OrreryKit

/// The objects of a recipe's data as they are read or made, and what is true of each.
///
/// They come in items, each one object or one file of several. Safe to use from several threads.
struct TrainingInput: Sendable {
  /// An object and what decides its part of the split.
  struct Member: Sendable {
    var object: SkyObject
    var group: String
  }

  private enum Source: Sendable {
    case simulated(any Simulator, count: Int, seed: UInt64)
    /// Entries of open files: the reader and the number in it of each item.
    case entries([ObjectReader], starts: [Int], count: Int)
    /// Files that are opened when their turn comes.
    case files([InputSource.File], InputPlan)
    case several([TrainingInput], starts: [Int], count: Int)
  }

  private let source: Source
  private let labels: ObjectLabels
  /// Of each file where the labels stand in the data, else one, or none.
  private var tables: [String: LabelTable] = [:]
  private var table: LabelTable?
  private var matchRadius = 0.0

  /// - Throws: `DataError` where data or labels cannot be used.
  init(_ data: TrainingData) throws {
    switch data {
    case .simulated(let simulator, _, let count, let seed, let radius):
      source = .simulated(simulator, count: count, seed: seed)
      labels = ObjectLabels()
      matchRadius = radius
    case .several(let parts):
      let inputs = try parts.map { try TrainingInput($0) }
      let (starts, count) = Self.starts(inputs.map(\.count))
      source = .several(inputs, starts: starts, count: count)
      labels = ObjectLabels()
    case .files(var plan, let labels):
      self.labels = labels
      if labels.table == nil {
        plan.lightCurves.classColumn = labels.class
        plan.table.excluded = labels.truthColumns + [labels.id].compactMap { $0 }
      }
      if labels.row != nil, plan.kind == .image { plan.isStack = true }
      let files = InputSource(plan.files).files
      // Stacks and tables are read entry by entry, many small files one after the other.
      if files.count == 1 || plan.isStack || plan.kind == .row {
        let readers = try files.map { try ObjectReader($0, plan: plan) }
        let (starts, count) = Self.starts(readers.map(\.ids.count))
        source = .entries(readers, starts: starts, count: count)
      } else {
        source = .files(files, plan)
      }
      if let path = labels.table {
        table = try LabelTable(labels, path: path, isData: false)
      } else if plan.kind == .row, !labels.truthColumns.isEmpty || labels.id != nil {
        for file in files {
          tables[file.path] = try LabelTable(labels, path: file.path, isData: true)
        }
      } else if let name = labels.values.keys.min() {
        throw DataError(
          .unsupported, "'\(name)' has no table of labels to come from; name one with `table`",
          file: files.first?.path)
      }
    }
  }

  private static func starts(_ counts: [Int]) -> ([Int], Int) {
    var starts: [Int] = []
    var total = 0
    for count in counts {
      starts.append(total)
      total += count
    }
    return (starts, total)
  }

  /// How many items there are.
  var count: Int {
    switch source {
    case .simulated(_, let count, _), .entries(_, _, let count), .several(_, _, let count): count
    case .files(let files, _): files.count
    }
  }

  /// Reads or makes the objects of an item and passes each through `prepare`, which may make many
  /// of it; what is true of it goes along.
  ///
  /// One object that fails leaves the others: it is a failure among the results.
  /// - Throws: an error that says why nothing of the item can be read.
  func members(
    _ item: Int, _ prepare: (SkyObject) throws -> [SkyObject]
  ) throws -> [Result<Member, any Error>] {
    switch source {
    case .simulated(let simulator, _, let seed):
      let object = Self.withTruth(of: try simulator.make(item, seed: seed))
      return try matched(prepare(object), of: object).map { prepared in
        .success(Member(object: prepared, group: object.id))
      }
    case .entries(let readers, let starts, _):
      let place = (starts.firstIndex { $0 > item } ?? starts.count) - 1
      return read(readers[place], item - starts[place], prepare)
    case .files(let files, let plan):
      let reader = try ObjectReader(files[item], plan: plan)
      return reader.ids.indices.flatMap { read(reader, $0, prepare) }
    case .several(let inputs, let starts, _):
      let place = (starts.firstIndex { $0 > item } ?? starts.count) - 1
      return try inputs[place].members(item - starts[place], prepare)
    }
  }

  private func read(
    _ reader: ObjectReader, _ index: Int, _ prepare: (SkyObject) throws -> [SkyObject]
  ) -> [Result<Member, any Error>] {
    do {
      var object = try reader.read(index)
      // Names in headers repeat; those inside one file do not.
      var group = reader.ids.count == 1 ? reader.ids[index] : reader.names[index]
      if let table = table ?? tables[reader.path] {
        guard let entry = table.entry(index, of: reader) else {
          throw DataError(.missing, "is not in the table of labels")
        }
        object.truth = entry.name.map { [$0: 1] } ?? [:]
        object.truthValues = entry.values
        object.truthNames = entry.names
        group = entry.group ?? group
        // An entry of a stack has no name but a number; the table knows its own.
        if labels.row != nil, let own = entry.group { object.id = own }
      } else {
        if let name = object.spectrum?.classification ?? object.lightCurve?.classification,
          !name.isEmpty
        {
          object.truth = [labels.names[name] ?? name: 1]
        }
        if let redshift = object.spectrum?.redshift { object.truthValues["z"] = redshift }
      }
      // What a file says of its object is the truth, no measurement.
      object.measurements = []
      for name in labels.measured {
        guard let value = object.truthValues[name] else { continue }
        object.measure(Measurement(name, .real(value), description: "From the table of labels"))
      }
      if let name = labels.every { object.truth = [name: 1] }
      return try prepare(object).map { .success(Member(object: $0, group: group)) }
    } catch { return [.failure(error)] }
  }

  // MARK: - Truth of simulators

  /// What a simulator measures of its own object is true, not measured.
  private static func withTruth(of object: SkyObject) -> SkyObject {
    var result = object
    for measurement in object.measurements {
      switch measurement.value {
      case .real(let value): result.truthValues[measurement.name] = value
      case .integer(let value): result.truthValues[measurement.name] = Double(value)
      case .logical(let value): result.truthValues[measurement.name] = value ? 1 : 0
      case .string(let name): result.truthNames[measurement.name] = name
      case .vector: break
      }
    }
    result.measurements = []
    return result
  }

  /// Gives the sources cut out of a field the class and the numbers of the truth that they lie on:
  /// of the brightest within the match radius.
  ///
  /// A source without a true position within it has no class.
  private func matched(_ objects: [SkyObject], of field: SkyObject) throws -> [SkyObject] {
    guard let truth = field.tables["truth"], objects.contains(where: { $0.pixel != nil }) else {
      return objects
    }
    guard let x = truth["x"]?.doubles, let y = truth["y"]?.doubles,
      let names = truth["class"]?.strings, let flux = truth["flux"]?.doubles
    else {
      throw DataError(.missing, "\(field.id): its truth table needs x, y, flux and class")
    }
    let numbers = truth.columns.compactMap { column in
      column.width == 1 ? column.doubles.map { (column.name, $0) } : nil
    }
    return objects.map { object in
      guard let pixel = object.pixel else { return object }
      let near = x.indices.filter { hypot(x[$0] - pixel.x, y[$0] - pixel.y) <= matchRadius }
      var object = object
      let best = near.max { flux[$0] < flux[$1] }
      object.truth = best.map { [names[$0]: 1] } ?? [:]
      object.truthValues = [:]
      object.truthNames = [:]
      if let best { for (name, values) in numbers { object.truthValues[name] = values[best] } }
      return object
    }
  }
}
