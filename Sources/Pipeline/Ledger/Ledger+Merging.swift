import Foundation
import GRDB
import OrreryKit

extension Ledger {
  /// How the last run ended.
  func lastStatus() throws -> String {
    try read {
      try String.fetchOne($0, sql: "SELECT status FROM run ORDER BY id DESC LIMIT 1") ?? "running"
    }
  }

  /// Every product that is no leftover.
  func forEachProduct(_ body: (ProductRecord) throws -> Void) throws {
    try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: "SELECT kind, path, digest, size, modified, changed, number FROM product "
          + "WHERE NOT isStale ORDER BY path")
      while let row = try rows.next() {
        guard let kind = ProductRecord.Kind(rawValue: row[0]) else { continue }
        try body(
          ProductRecord(
            kind: kind, path: row[1], digest: row[2], signature: FileSignature(row, from: 3)))
      }
    }
  }

  /// What was listed before is listed by the shards anew.
  func beginMerge() throws {
    try write { db in
      try db.execute(sql: "UPDATE input SET position = -id")
      try Self.setFact("catalog", "", db)
    }
  }

  /// Takes the records of a shard in, all of them or, where it fails, none.
  func absorb(_ path: String) throws {
    try telling {
      try database.writeWithoutTransaction { db in
        try db.execute(sql: "ATTACH DATABASE ? AS part", arguments: [path])
        do {
          try db.inTransaction {
            try db.execute(sql: Self.absorption)
            return .commit
          }
        } catch {
          try? db.execute(sql: "DETACH DATABASE part")
          throw error
        }
        try db.execute(sql: "DETACH DATABASE part")
      }
    }
  }

  /// Numbers of inputs, configurations and runs are those of this ledger.
  private static let absorption = """
    INSERT OR REPLACE INTO fact SELECT key, value FROM part.fact WHERE key = 'files';

    INSERT OR IGNORE INTO configuration(digest, pipeline, model, seed, parts)
      SELECT digest, pipeline, model, seed, parts FROM part.configuration;

    CREATE TEMP TABLE shift AS SELECT COALESCE(MAX(id), 0) AS run FROM main.run;
    INSERT INTO run SELECT r.id + shift.run, r.began, r.ended, r.status, r.command, r.program,
        r.description, c.id, r.host, r.process, r.shard, r.jobs, r.tried, r.failed, r.kept,
        r.memory, r.reasons, r.message
      FROM part.run r JOIN part.configuration p ON p.id = r.configuration
      JOIN main.configuration c ON c.digest = p.digest JOIN shift ORDER BY r.id;

    INSERT INTO input(path, position, digest, entries, size, modified, changed, number)
      SELECT path, position, digest, entries, size, modified, changed, number FROM part.input
      WHERE position >= 0
      ON CONFLICT(path) DO UPDATE SET position = excluded.position, digest = excluded.digest,
        entries = excluded.entries, size = excluded.size, modified = excluded.modified,
        changed = excluded.changed, number = excluded.number;
    CREATE TEMP TABLE file AS SELECT p.id AS part, i.id AS own
      FROM part.input p JOIN main.input i ON i.path = p.path WHERE p.position >= 0;
    CREATE UNIQUE INDEX temp.file_part ON file(part);

    INSERT OR REPLACE INTO unit
      SELECT f.own, u.entry, c.id, u.digest, u.isDone, u.isField
      FROM part.unit u JOIN file f ON f.part = u.input
      JOIN part.configuration p ON p.id = u.configuration
      JOIN main.configuration c ON c.digest = p.digest;

    UPDATE attempt SET isCurrent = 0, row = NULL WHERE isCurrent AND EXISTS
      (SELECT 1 FROM part.unit u JOIN file f ON f.part = u.input
       WHERE f.own = attempt.input AND u.entry = attempt.entry);
    INSERT INTO attempt(input, entry, place, isCurrent, run, object, status, step, code, reason,
        flags, class, cause, tries, time, seconds, memory, row)
      SELECT f.own, a.entry, a.place, a.isCurrent, a.run + shift.run, a.object, a.status, a.step,
        a.code, a.reason, a.flags, a.class, a.cause, a.tries, a.time, a.seconds, a.memory, a.row
      FROM part.attempt a JOIN file f ON f.part = a.input JOIN shift ORDER BY a.id;

    INSERT OR REPLACE INTO product
      SELECT p.path, f.own, p.entry, p.place, p.kind, p.digest, p.size, p.modified, p.changed,
        p.number, p.isStale
      FROM part.product p JOIN file f ON f.part = p.input;

    DROP TABLE temp.shift;
    DROP TABLE temp.file;
    """
}
