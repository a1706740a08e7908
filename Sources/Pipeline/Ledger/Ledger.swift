import Foundation
import GRDB
import OrreryKit

/// What was done to every object, in a database beside the products.
///
/// A record is committed after the files it speaks of are on the disk, in the same transaction as
/// the object's row of the catalogue: whatever ends a run, what is recorded is whole.
final class Ledger: Sendable {
  /// Where the ledger, the locks and the shards' ledgers are, inside the output folder.
  static let folder = ".orrery"
  static let name = "ledger.sqlite"
  /// Of the tables; a ledger of another version is not read.
  static let version = "1"

  let path: String
  let database: DatabaseQueue

  /// Opens a ledger, making it where it is absent.
  /// - Throws: `DataError.unwritable` with what SQLite says.
  init(_ path: String) throws {
    self.path = path
    var configuration = Configuration()
    configuration.journalMode = .wal
    configuration.busyMode = .timeout(10)
    configuration.label = "ledger"
    configuration.prepareDatabase { db in
      // After a commit nothing is lost, also when the power goes.
      try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA cache_size = -4000")
    }
    let configured = configuration
    database = try Self.telling(path) { try DatabaseQueue(path: path, configuration: configured) }
    try write { db in
      try db.execute(sql: Self.schema)
      let version = try String.fetchOne(db, sql: "SELECT value FROM fact WHERE key = 'version'")
      if let version, version != Self.version {
        throw DataError(
          .unwritable,
          "is a ledger of version \(version), this orrery writes \(Self.version); "
            + "take another output folder or move this one's .orrery away", file: path)
      }
      try Self.setFact("version", Self.version, db)
    }
  }

  /// Opens a ledger that is there, to look at it.
  /// - Throws: `DataError`.
  init(reading path: String) throws {
    self.path = path
    guard FileSignature(of: path) != nil else {
      throw DataError(.missing, "there is no ledger of runs", file: path)
    }
    database = try Self.telling(path) {
      var configuration = Configuration()
      configuration.busyMode = .timeout(10)
      return try DatabaseQueue(path: path, configuration: configuration)
    }
    let version = try fact("version")
    guard version == Self.version else {
      throw DataError(
        .unsupported, "is a ledger of version \(version ?? "unknown"), not \(Self.version)",
        file: path)
    }
  }

  // MARK: - Access

  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try Self.telling(path) { try database.read(body) }
  }

  func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try Self.telling(path) { try database.write(body) }
  }

  /// The errors of the body in our words.
  func telling<Value>(_ body: () throws -> Value) throws -> Value {
    try Self.telling(path, body)
  }

  /// SQLite's errors in our words.
  private static func telling<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as DatabaseError {
      let reason =
        switch error.resultCode {
        case .SQLITE_FULL: "No space left on device"
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
          "the ledger is damaged; move the folder .orrery away and run again"
        default: error.message ?? "\(error.resultCode)"
        }
      throw DataError(.unwritable, reason, file: path)
    }
  }

  // MARK: - Facts

  /// A value under a name: version, digests of the list of files and of the catalogue.
  func fact(_ key: String) throws -> String? {
    try read {
      try String.fetchOne($0, sql: "SELECT value FROM fact WHERE key = ?", arguments: [key])
    }
  }

  static func setFact(_ key: String, _ value: String, _ db: Database) throws {
    try db.execute(
      sql: "INSERT INTO fact(key, value) VALUES(?, ?) "
        + "ON CONFLICT(key) DO UPDATE SET value = excluded.value", arguments: [key, value])
  }

  func setFact(_ key: String, _ value: String) throws {
    try write { try Self.setFact(key, value, $0) }
  }

  // MARK: - Tables

  private static let schema = """
    CREATE TABLE IF NOT EXISTS fact(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    CREATE TABLE IF NOT EXISTS configuration(
      id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, pipeline TEXT NOT NULL,
      model TEXT NOT NULL, seed TEXT NOT NULL, parts TEXT NOT NULL);

    CREATE TABLE IF NOT EXISTS run(
      id INTEGER PRIMARY KEY, began REAL NOT NULL, ended REAL, status TEXT NOT NULL,
      command TEXT NOT NULL, program TEXT NOT NULL, description TEXT NOT NULL,
      configuration INTEGER NOT NULL REFERENCES configuration(id), host TEXT NOT NULL,
      process INTEGER NOT NULL, shard TEXT NOT NULL, jobs INTEGER NOT NULL,
      tried INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0,
      kept INTEGER NOT NULL DEFAULT 0, memory INTEGER NOT NULL DEFAULT 0,
      reasons TEXT NOT NULL DEFAULT '{}', message TEXT NOT NULL DEFAULT '');

    -- Files that are no part of the last run's input have positions below 0.
    CREATE TABLE IF NOT EXISTS input(
      id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, position INTEGER NOT NULL UNIQUE,
      digest TEXT NOT NULL, entries INTEGER, size INTEGER, modified INTEGER, changed INTEGER,
      number INTEGER);

    CREATE TABLE IF NOT EXISTS unit(
      input INTEGER NOT NULL REFERENCES input(id), entry INTEGER NOT NULL,
      configuration INTEGER NOT NULL REFERENCES configuration(id), digest TEXT NOT NULL,
      isDone INTEGER NOT NULL, isField INTEGER NOT NULL, PRIMARY KEY(input, entry)) WITHOUT ROWID;

    CREATE TABLE IF NOT EXISTS attempt(
      id INTEGER PRIMARY KEY, input INTEGER NOT NULL REFERENCES input(id),
      entry INTEGER NOT NULL, place INTEGER NOT NULL, isCurrent INTEGER NOT NULL,
      run INTEGER NOT NULL REFERENCES run(id), object TEXT NOT NULL, status TEXT NOT NULL,
      step TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL, flags TEXT NOT NULL,
      class TEXT NOT NULL, cause TEXT NOT NULL, tries INTEGER NOT NULL, time REAL NOT NULL, seconds REAL NOT NULL,
      memory INTEGER NOT NULL, row BLOB);
    CREATE UNIQUE INDEX IF NOT EXISTS attempt_current ON attempt(input, entry, place)
      WHERE isCurrent;

    -- Products of a whole unit have place -1; one whose object is worked on anew is stale.
    CREATE TABLE IF NOT EXISTS product(
      path TEXT PRIMARY KEY, input INTEGER NOT NULL REFERENCES input(id),
      entry INTEGER NOT NULL, place INTEGER NOT NULL, kind TEXT NOT NULL, digest TEXT NOT NULL,
      size INTEGER, modified INTEGER, changed INTEGER, number INTEGER,
      isStale INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS product_unit ON product(input, entry, place);
    """
}
