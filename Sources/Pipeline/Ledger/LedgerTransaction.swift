import Foundation
import GRDB
import OrreryKit

/// Writes what happened into an open transaction of a ledger.
///
/// Of a file that the ledger did not know there is nothing to be taken back: most of a first run's
/// records need no look at what was there.
final class LedgerTransaction {
  private let db: Database
  private let session: Ledger.Session
  /// Numbers of the files, as they are needed.
  private var inputs: [String: Int64] = [:]
  /// Those that came with this transaction.
  private var fresh: Set<Int64> = []
  /// Whether the catalogue is another now.
  private(set) var changesCatalog = false
  private let insertInput, insertUnit, insertAttempt, insertProduct, endUnit: Statement

  init(_ db: Database, _ session: Ledger.Session) throws {
    self.db = db
    self.session = session
    insertInput = try db.cachedStatement(
      sql: """
        INSERT INTO input(path, position, digest, entries, size, modified, changed, number)
        VALUES(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(path) DO NOTHING
        """)
    insertUnit = try db.cachedStatement(
      sql: """
        INSERT INTO unit(input, entry, configuration, digest, isDone, isField)
        VALUES(?, ?, ?, ?, 0, ?)
        ON CONFLICT(input, entry) DO UPDATE SET configuration = excluded.configuration,
          digest = excluded.digest, isDone = 0, isField = excluded.isField
        """)
    insertAttempt = try db.cachedStatement(
      sql: """
        INSERT INTO attempt(input, entry, place, isCurrent, run, object, status, step, code,
          reason, flags, class, cause, tries, time, seconds, memory, row)
        VALUES(?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    insertProduct = try db.cachedStatement(
      sql: """
        INSERT INTO product(path, input, entry, place, kind, digest, size, modified, changed,
          number) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT(path) DO UPDATE SET input = excluded.input, entry = excluded.entry,
          place = excluded.place, kind = excluded.kind, digest = excluded.digest,
          size = excluded.size, modified = excluded.modified, changed = excluded.changed,
          number = excluded.number, isStale = 0
        """)
    endUnit = try db.cachedStatement(
      sql: "UPDATE unit SET isDone = 1 WHERE input = ? AND entry = ?")
  }

  func put(_ event: LedgerEvent) throws {
    switch event {
    case .input(let record): try put(record)
    case .begin(let path, let entry, let digest, let isField):
      changesCatalog = true
      try begin(input(path), entry, digest, isField)
    case .attempt(let record):
      changesCatalog = true
      try put(record, input(record.key.input))
    case .end(let path, let entry, let products):
      changesCatalog = true
      let input = try input(path)
      try put(products, input, entry, -1)
      try endUnit.execute(arguments: [input, entry])
    case .signature(let path, let signature):
      try run(
        "UPDATE product SET size = ?, modified = ?, changed = ?, number = ? WHERE path = ?",
        signature.arguments + [path])
    }
  }

  private func run(_ sql: String, _ arguments: StatementArguments) throws {
    try db.cachedStatement(sql: sql).execute(arguments: arguments)
  }

  /// The number of a file that was noted before anything of it.
  private func input(_ path: String) throws -> Int64 {
    if let number = inputs[path] { return number }
    let statement = try db.cachedStatement(sql: "SELECT id FROM input WHERE path = ?")
    guard let number = try Int64.fetchOne(statement, arguments: [path]) else {
      throw DataError(.invalidValue, "the ledger was told of an object before its file", file: path)
    }
    inputs[path] = number
    return number
  }

  private func put(_ record: InputRecord) throws {
    try insertInput.execute(
      arguments: [record.path, record.position, record.digest, record.entries]
        + FileSignature.arguments(record.signature))
    if db.changesCount > 0 {
      inputs[record.path] = db.lastInsertedRowID
      fresh.insert(db.lastInsertedRowID)
      return
    }
    let number = try input(record.path)
    fresh.remove(number)
    try run(
      "UPDATE input SET position = ?, digest = ?, entries = ?, size = ?, modified = ?, "
        + "changed = ?, number = ? WHERE id = ?",
      [record.position, record.digest, record.entries]
        + FileSignature.arguments(record.signature) + [number])
    // Entries that the file no longer has; -1 stands for one of which nothing can be read.
    let (first, count) = record.entries.map { (0, $0) } ?? (.min, 0)
    let lost = "(entry < ? OR entry >= ?)"
    for sql in [
      "UPDATE attempt SET isCurrent = 0, row = NULL WHERE input = ? AND isCurrent AND \(lost)",
      "UPDATE product SET isStale = 1 WHERE input = ? AND \(lost)",
      "DELETE FROM unit WHERE input = ? AND \(lost)",
    ] {
      try run(sql, [number, first, count])
    }
  }

  /// What was known of the unit holds no more; its products go when it is done anew.
  private func begin(_ input: Int64, _ entry: Int, _ digest: String, _ isField: Bool) throws {
    if !fresh.contains(input) {
      try run(
        "UPDATE attempt SET isCurrent = 0, row = NULL WHERE input = ? AND entry = ? AND isCurrent",
        [input, entry])
      try run("UPDATE product SET isStale = 1 WHERE input = ? AND entry = ?", [input, entry])
    }
    try insertUnit.execute(arguments: [input, entry, session.configuration, digest, isField])
  }

  private func put(_ record: AttemptRecord, _ input: Int64) throws {
    let key = record.key
    if !fresh.contains(input) {
      try run(
        "UPDATE attempt SET isCurrent = 0, row = NULL "
          + "WHERE input = ? AND entry = ? AND place = ? AND isCurrent",
        [input, key.entry, key.place])
      try run(
        "UPDATE product SET isStale = 1 WHERE input = ? AND entry = ? AND place = ?",
        [input, key.entry, key.place])
    }
    try insertAttempt.execute(
      arguments: [
        input, key.entry, key.place, session.run, record.object, record.status.rawValue,
        record.step, record.code, record.reason, record.flags, record.className, record.cause,
        record.tries, record.time, record.seconds, record.memory, record.row.map { Data($0) },
      ])
    try put(record.products, input, key.entry, key.place)
  }

  private func put(
    _ products: [ProductRecord], _ input: Int64, _ entry: Int, _ place: Int
  ) throws {
    for product in products {
      try insertProduct.execute(
        arguments: [
          product.path, input, entry, place, product.kind.rawValue, product.digest,
        ] + FileSignature.arguments(product.signature))
    }
  }
}

extension FileSignature {
  /// As the columns size, modified, changed, number.
  fileprivate var arguments: StatementArguments { [size, modified, changed, number] }

  fileprivate static func arguments(_ signature: FileSignature?) -> StatementArguments {
    signature?.arguments ?? [nil, nil, nil, nil]
  }
}
