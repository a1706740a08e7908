import Foundation
import GRDB
import OrreryKit

extension Ledger {
  /// What a run is, as it starts.
  struct Start: Sendable {
    var time: Double
    var command: String
    var program: String
    var description: String
    var host: String
    var process: Int
    var shard: String
    var jobs: Int
  }

  /// A run that is being recorded: its number and that of its configuration.
  struct Session: Sendable {
    let run: Int64
    let configuration: Int64
  }

  /// Notes that a run starts. Those that never said how they ended were killed.
  /// - Parameter files: digest of the list of files; where it is another than before, every file
  ///   gets its position anew.
  func begin(_ start: Start, _ configuration: WorkDigest, files: String) throws -> Session {
    try write { db in
      try db.execute(sql: "UPDATE run SET status = 'killed' WHERE status = 'running'")
      try db.execute(
        sql: "INSERT OR IGNORE INTO configuration(digest, pipeline, model, seed, parts) "
          + "VALUES(?, ?, ?, ?, ?)",
        arguments: [
          configuration.digest, configuration.pipeline, configuration.model, configuration.seed,
          configuration.text,
        ])
      let number =
        try Int64.fetchOne(
          db, sql: "SELECT id FROM configuration WHERE digest = ?",
          arguments: [configuration.digest]) ?? 0
      try db.execute(
        sql: "INSERT INTO run(began, status, command, program, description, configuration, host, "
          + "process, shard, jobs) VALUES(?, 'running', ?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          start.time, start.command, start.program, start.description, number, start.host,
          start.process, start.shard, start.jobs,
        ])
      let run = db.lastInsertedRowID
      if try String.fetchOne(db, sql: "SELECT value FROM fact WHERE key = 'files'") != files {
        try db.execute(sql: "UPDATE input SET position = -id")
        try Self.setFact("files", files, db)
        try Self.setFact("catalog", "", db)
      }
      return Session(run: run, configuration: number)
    }
  }

  /// Commits what happened, all of it or nothing.
  func commit(_ events: [LedgerEvent], _ session: Session) throws {
    guard !events.isEmpty else { return }
    try write { db in
      var changesCatalog = false
      for event in events {
        switch event {
        case .input(let record): try Self.put(record, db)
        case .begin(let input, let entry, let digest, let isField):
          changesCatalog = true
          try Self.begin(input, entry, digest, isField, session, db)
        case .attempt(let record):
          changesCatalog = true
          try Self.put(record, session, db)
        case .end(let input, let entry, let products):
          changesCatalog = true
          try Self.end(input, entry, products, db)
        case .signature(let path, let signature):
          let statement = try db.cachedStatement(
            sql: "UPDATE product SET size = ?, modified = ?, changed = ?, number = ? WHERE path = ?"
          )
          try statement.execute(arguments: signature.arguments + [path])
        }
      }
      if changesCatalog { try Self.setFact("catalog", "", db) }
    }
  }

  private static let inputID = "(SELECT id FROM input WHERE path = ?)"

  private static func put(_ record: InputRecord, _ db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO input(path, position, digest, entries, size, modified, changed, number)
        VALUES(?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT(path) DO UPDATE SET position = excluded.position, digest = excluded.digest,
          entries = excluded.entries, size = excluded.size, modified = excluded.modified,
          changed = excluded.changed, number = excluded.number
        """)
    try statement.execute(
      arguments: [record.path, record.position, record.digest, record.entries]
        + FileSignature.arguments(record.signature))
    // Entries that the file no longer has; -1 stands for one of which nothing can be read.
    let lost = record.entries.map { "(entry < 0 OR entry >= \($0))" } ?? "entry >= 0"
    for sql in [
      "UPDATE attempt SET isCurrent = 0, row = NULL WHERE input = \(inputID) AND isCurrent AND ",
      "UPDATE product SET isStale = 1 WHERE input = \(inputID) AND ",
      "DELETE FROM unit WHERE input = \(inputID) AND ",
    ] {
      try db.execute(sql: sql + lost, arguments: [record.path])
    }
  }

  /// What was known of the unit holds no more; its products go when it is done anew.
  private static func begin(
    _ input: String, _ entry: Int, _ digest: String, _ isField: Bool, _ session: Session,
    _ db: Database
  ) throws {
    for sql in [
      "UPDATE attempt SET isCurrent = 0, row = NULL WHERE input = \(inputID) AND entry = ? "
        + "AND isCurrent",
      "UPDATE product SET isStale = 1 WHERE input = \(inputID) AND entry = ?",
    ] {
      try db.cachedStatement(sql: sql).execute(arguments: [input, entry])
    }
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO unit(input, entry, configuration, digest, isDone, isField)
        VALUES(\(inputID), ?, ?, ?, 0, ?)
        ON CONFLICT(input, entry) DO UPDATE SET configuration = excluded.configuration,
          digest = excluded.digest, isDone = 0, isField = excluded.isField
        """)
    try statement.execute(
      arguments: [input, entry, session.configuration, digest, isField])
  }

  private static func put(_ record: AttemptRecord, _ session: Session, _ db: Database) throws {
    let key = record.key
    let old = try db.cachedStatement(
      sql: "UPDATE attempt SET isCurrent = 0, row = NULL "
        + "WHERE input = \(inputID) AND entry = ? AND place = ? AND isCurrent")
    try old.execute(arguments: [key.input, key.entry, key.place])
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO attempt(input, entry, place, isCurrent, run, object, status, step, code,
          reason, flags, class, cause, tries, time, seconds, memory, row)
        VALUES(\(inputID), ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(
      arguments: [
        key.input, key.entry, key.place, session.run, record.object, record.status.rawValue,
        record.step, record.code, record.reason, record.flags, record.className, record.cause,
        record.tries,
        record.time, record.seconds, record.memory, record.row.map { Data($0) },
      ])
    let stale = try db.cachedStatement(
      sql: "UPDATE product SET isStale = 1 WHERE input = \(inputID) AND entry = ? AND place = ?")
    try stale.execute(arguments: [key.input, key.entry, key.place])
    try put(record.products, key, db)
  }

  private static func put(
    _ products: [ProductRecord], _ key: ObjectKey, _ db: Database
  ) throws {
    for product in products {
      let statement = try db.cachedStatement(
        sql: """
          INSERT INTO product(path, input, entry, place, kind, digest, size, modified, changed,
            number) VALUES(?, \(inputID), ?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT(path) DO UPDATE SET input = excluded.input, entry = excluded.entry,
            place = excluded.place, kind = excluded.kind, digest = excluded.digest,
            size = excluded.size, modified = excluded.modified, changed = excluded.changed,
            number = excluded.number, isStale = 0
          """)
      try statement.execute(
        arguments: [
          product.path, key.input, key.entry, key.place, product.kind.rawValue, product.digest,
        ] + FileSignature.arguments(product.signature))
    }
  }

  private static func end(
    _ input: String, _ entry: Int, _ products: [ProductRecord], _ db: Database
  ) throws {
    try put(products, ObjectKey(input: input, entry: entry, place: -1), db)
    let statement = try db.cachedStatement(
      sql: "UPDATE unit SET isDone = 1 WHERE input = \(inputID) AND entry = ?")
    try statement.execute(arguments: [input, entry])
  }

  /// Notes how a run ended.
  func end(
    _ session: Session, status: String, time: Double, tried: Int, failed: Int, kept: Int,
    memory: Int, reasons: String, message: String
  ) throws {
    try write { db in
      try db.execute(
        sql: "UPDATE run SET status = ?, ended = ?, tried = ?, failed = ?, kept = ?, memory = ?, "
          + "reasons = ?, message = ? WHERE id = ?",
        arguments: [status, time, tried, failed, kept, memory, reasons, message, session.run])
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
