import Foundation
import OrreryKit

/// Runs a product again from what its own header says, and compares.
public struct Redo {
  private let reader: PlanReader

  public init(registry: Registry, library: ModelLibrary) {
    reader = PlanReader(registry: registry, library: library)
  }

  /// - Parameters:
  ///   - product: a FITS product or the catalogue of a run.
  ///   - input: the files it was made from; where none is given they are looked for in the ledger
  ///     beside the product, or in the catalogue.
  /// - Returns: what differs; `nil` where every byte is the same.
  /// - Throws: `DataError` where the product does not say what made it or the input is not there,
  ///   `Problems` where the description cannot be read by this installation.
  public func difference(of product: String, input: [String] = []) async throws -> String? {
    let file = try FITSFile(opening: product)
    let header = file.hdus[0].header
    guard let table = file.hdu(named: "PROVENANCE"), let name = header.string("PIPELINE") else {
      throw DataError(.missing, "no PROVENANCE: it was not written by `orrery run`", file: product)
    }
    let files = try input.isEmpty ? inputs(of: file, header, product) : input
    let text = try description(file, table)
    let work = NSTemporaryDirectory() + "orrery-redo-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: work) }
    var overrides = PlanReader.Overrides()
    overrides.input = files
    overrides.output = work
    let plan = try reader.read(text: text, file: name, overrides: overrides)
    if let was = header.string("MODELSHA"), plan.model?.digest != was {
      return "the weights here are others: \(plan.model?.digest ?? "none"), not \(was)"
    }
    if let was = header.string("ORIGSHA"), let path = files.first,
      try SHA256.hexadecimal(ofFile: path) != was
    {
      return "the input \(path) is another file now".printable
    }
    let model = try plan.model.map(reader.library.load)
    _ = try await Runner(plan: plan, model: model).run()
    let last = String(product.split(separator: "/").last ?? "")
    let names = header.string("OBJID") == nil ? [plan.output.catalog ?? last] : ["fits/" + last]
    guard let made = names.map({ work + "/" + $0 }).first(where: { FileSignature(of: $0) != nil })
    else { return "it is not made again" }
    let (old, new) = (
      try RegularFile(product).contents(), try RegularFile(made).contents()
    )
    if old == new { return nil }
    let place = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    return "\(new.count) bytes are made, \(old.count) are there; "
      + "the first that differs is byte \(place ?? min(old.count, new.count))"
  }

  /// The files that a product was made from, as the ledger or the catalogue names them.
  private func inputs(
    of file: FITSFile, _ header: Header, _ product: String
  ) throws -> [String] {
    if let inputs = file.hdu(named: "INPUTS") {
      let table = try file.readTable(inputs.index, columns: ["file"])
      return table["file"]?.labels ?? []
    }
    let folder = URL(fileURLWithPath: product).deletingLastPathComponent()
      .deletingLastPathComponent().path
    guard let id = header.string("OBJID"), let history = try? RunHistory(folder: folder) else {
      throw DataError(
        .missing, "there is no ledger beside it that knows its input; name it with --input",
        file: product)
    }
    var query = RunHistory.Query()
    query.object = id
    guard let attempt = try history.attempts(query).first else {
      throw DataError(
        .missing, "the ledger beside it knows no object '\(id)'; name the input with --input",
        file: product)
    }
    return [attempt.input]
  }

  /// The description that a PROVENANCE table holds, as JSON, which is YAML.
  private func description(_ file: FITSFile, _ table: HDU) throws -> String {
    let rows = try file.readTable(table.index, columns: ["key", "value"])
    guard let keys = rows["key"]?.labels, let values = rows["value"]?.labels else {
      throw DataError(.damaged, "PROVENANCE has no keys", file: file.path, hdu: table.index)
    }
    var root = JSONValue.object([:])
    for (key, value) in zip(keys, values) {
      guard let leaf = try? JSONDecoder().decode(JSONValue.self, from: Data(value.utf8)) else {
        throw DataError(
          .damaged, "PROVENANCE: '\(key)' has no value", file: file.path, hdu: table.index)
      }
      root.set(key.split(separator: ".").map(String.init)[...], leaf)
    }
    return String(decoding: CanonicalJSON.bytes(root), as: UTF8.self)
  }
}

extension JSONValue {
  /// Puts a value under keys, making the maps on the way; numbers are places in a list.
  fileprivate mutating func set(_ keys: ArraySlice<String>, _ value: JSONValue) {
    guard let key = keys.first else {
      self = value
      return
    }
    if let place = Int(key) {
      var values: [JSONValue] = if case .array(let values) = self { values } else { [] }
      while values.count <= place, values.count < 1000 { values.append(.object([:])) }
      if values.indices.contains(place) { values[place].set(keys.dropFirst(), value) }
      self = .array(values)
    } else {
      var values: [String: JSONValue] = if case .object(let values) = self { values } else { [:] }
      values[key, default: .object([:])].set(keys.dropFirst(), value)
      self = .object(values)
    }
  }
}
