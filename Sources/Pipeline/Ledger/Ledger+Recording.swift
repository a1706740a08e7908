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
      let transaction = try LedgerTransaction(db, session)
      for event in events { try transaction.put(event) }
      if transaction.changesCatalog { try Self.setFact("catalog", "", db) }
    }
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
