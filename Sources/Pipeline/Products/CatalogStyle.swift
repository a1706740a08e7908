import Foundation
import OrreryKit

/// How the catalogue of a run is written, beside its rows; the ledger keeps it for `merge`.
struct CatalogStyle: Sendable, Codable, Equatable {
  var provenance: Provenance
  /// Name of the file; `nil` writes none.
  var name: String?
  /// Whether the objects are written as CSV besides; `nil` of ledgers that did not know of it.
  var csv: Bool?
  /// Of `WorkDigest`.
  var digest: String

  init(_ plan: Plan) {
    provenance = Provenance(plan)
    name = plan.output.catalog
    csv = plan.output.csv
    digest = WorkDigest(plan).digest
  }

  /// Writes the catalogue, unless it is there as it would be written.
  /// - Parameter isWhole: false where rows are missing.
  /// - Throws: `DataError.unwritable`, `PluginFailure`.
  func write(from ledger: Ledger, to folder: OutputFolder, isWhole: Bool) throws {
    guard let name else { return }
    let writer = CatalogWriter(ledger: ledger, provenance: provenance)
    let path = folder.file(name)
    let state = "\(digest) \(isWhole) \(name) "
    let isNew = try !isWritten(path, "catalog", state, ledger)
    if isNew {
      try writer.write(to: path, isInterrupted: !isWhole)
      try ledger.setFact("catalog", state + SHA256.hexadecimal(ofFile: path))
    }
    guard let copy = csvName else { return }
    let copyPath = folder.file(copy)
    if try isNew || !isWritten(copyPath, "csv", state, ledger) {
      try writer.writeCSV(to: copyPath)
      try ledger.setFact("csv", state + SHA256.hexadecimal(ofFile: copyPath))
    }
  }

  /// Name of the copy as CSV; `nil` where none is asked for.
  var csvName: String? {
    guard let name, csv == true else { return nil }
    return (name.hasSuffix(".fits") ? String(name.dropLast(5)) : name) + ".csv"
  }

  /// Whether a file is as it was written in this state.
  private func isWritten(
    _ path: String, _ fact: String, _ state: String, _ ledger: Ledger
  ) throws -> Bool {
    guard FileSignature(of: path) != nil else { return false }
    return try ledger.fact(fact) == state + SHA256.hexadecimal(ofFile: path)
  }
}

extension Ledger {
  /// How the catalogue of the last run is written.
  func style() throws -> CatalogStyle? {
    try fact("style").flatMap { try? JSONDecoder().decode(CatalogStyle.self, from: Data($0.utf8)) }
  }

  func setStyle(_ style: CatalogStyle) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(style), as: UTF8.self)
    if try fact("style") != text { try setFact("style", text) }
  }

  /// Removes products of objects that were done anew without making them again.
  func removeStaleProducts(in folder: OutputFolder) throws {
    let stale = try staleProducts()
    guard !stale.isEmpty else { return }
    for path in stale { unlink(folder.path + "/" + path) }
    try forgetStaleProducts()
  }
}
