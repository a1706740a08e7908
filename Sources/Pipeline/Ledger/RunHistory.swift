import Foundation
import GRDB
import OrreryKit

/// What runs did in an output folder, from its ledgers; can be read while a run works there.
public struct RunHistory: Sendable {
  /// One start of the command.
  public struct Run: Sendable, Codable, Equatable {
    /// Counts from 1 in each ledger.
    public var number: Int
    /// `running`, `finished`, `interrupted`, `stopped`, `failed`, `killed`, `merged`.
    public var status: String
    /// Seconds since 1970.
    public var began: Double
    public var ended: Double?
    public var command: String
    public var program: String
    /// The description's file.
    public var description: String
    /// SHA-256 of the pipeline and of the weights; empty without a model.
    public var pipeline: String
    public var model: String
    public var seed: String
    public var host: String
    public var process: Int
    /// `3/16`; empty for a run of all.
    public var shard: String
    public var jobs: Int
    /// Objects it worked on, those of them that failed, and those that stood from before.
    public var tried: Int
    public var failed: Int
    public var kept: Int
    /// How many it worked on by why.
    public var causes: [String: Int]
    /// Largest resident size in bytes.
    public var memory: Int
    public var message: String
  }

  /// One object and one try at it.
  public struct Attempt: Sendable, Codable, Equatable {
    /// A file that was written, with its SHA-256.
    public struct Product: Sendable, Codable, Equatable {
      public var path: String
      public var sha256: String
    }

    public var object: String
    /// The file, its place in the file, and its place among what was cut out of that.
    public var input: String
    public var entry: Int
    public var place: Int
    /// SHA-256 of the file as it is known last.
    public var inputDigest: String
    public var run: Int
    /// False where a later attempt took its place.
    public var isCurrent: Bool
    public var status: String
    public var cause: String
    public var step: String
    public var code: String
    public var reason: String
    public var flags: String
    public var className: String
    public var tries: Int
    public var time: Double
    public var seconds: Double
    public var memory: Int
    public var products: [Product]
  }

  /// Which attempts are asked for.
  public struct Query: Sendable {
    public var object: String?
    public var status: String?
    public var includesOld = false
    public var limit = 1000
    public init() {}
  }

  private let ledgers: [Ledger]
  private let isLocked: Bool

  /// - Throws: `DataError.missing` where no run has worked in the folder.
  public init(folder: String) throws {
    let state = folder + "/" + Ledger.folder
    let names = (try? FileManager.default.contentsOfDirectory(atPath: state)) ?? []
    let found = names.filter { $0.hasSuffix(".sqlite") }.sorted {
      // The whole run's ledger first, shards by number.
      ($0 == Ledger.name ? 0 : 1, $0.count, $0) < ($1 == Ledger.name ? 0 : 1, $1.count, $1)
    }
    guard !found.isEmpty else {
      throw DataError(.missing, "no run has worked in this folder", file: folder)
    }
    ledgers = try found.map { try Ledger(reading: "\(state)/\($0)") }
    isLocked = OutputLock.isHeld("\(state)/lock")
  }

  /// Every run, the oldest first.
  public func runs() throws -> [Run] {
    let isLocked = isLocked
    return try ledgers.flatMap { ledger in
      try ledger.read { db in
        let rows = try Row.fetchAll(
          db,
          sql: """
            SELECT r.id, r.status, r.began, r.ended, r.command, r.program, r.description,
              c.pipeline, c.model, c.seed, r.host, r.process, r.shard, r.jobs, r.tried, r.failed,
              r.kept, r.reasons, r.memory, r.message
            FROM run r JOIN configuration c ON c.id = r.configuration ORDER BY r.id
            """)
        return rows.map { row in
          let status: String = row[1]
          let causes: String = row[17]
          return Run(
            number: row[0], status: status == "running" && !isLocked ? "killed" : status,
            began: row[2], ended: row[3], command: row[4], program: row[5], description: row[6],
            pipeline: row[7], model: row[8], seed: row[9], host: row[10], process: row[11],
            shard: row[12], jobs: row[13], tried: row[14], failed: row[15], kept: row[16],
            causes: (try? JSONDecoder().decode([String: Int].self, from: Data(causes.utf8))) ?? [:],
            memory: row[18], message: row[19])
        }
      }
    }.sorted { ($0.began, $0.number) < ($1.began, $1.number) }
  }

  /// What there is in all: of a whole run, or of all shards together.
  public func summary() throws -> RunSummary {
    try ledgers.map { try $0.summary() }.reduce(RunSummary()) { $0.joined(with: $1) }
  }

  /// Attempts in the order of the input.
  public func attempts(_ query: Query = Query()) throws -> [Attempt] {
    var result: [Attempt] = []
    for ledger in ledgers {
      result += try ledger.read { db in try Self.attempts(query, db) }
    }
    return Array(result.prefix(query.limit))
  }

  private static func attempts(_ query: Query, _ db: Database) throws -> [Attempt] {
    var conditions: [String] = []
    var arguments: StatementArguments = []
    if !query.includesOld { conditions.append("a.isCurrent AND i.position >= 0") }
    if let object = query.object {
      conditions.append("a.object = ?")
      arguments += [object]
    }
    if let status = query.status {
      conditions.append("a.status = ?")
      arguments += [status]
    }
    arguments += [query.limit]
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT a.object, i.path, a.entry, a.place, i.digest, a.run, a.isCurrent, a.status, a.cause,
          a.step, a.code, a.reason, a.flags, a.class, a.tries, a.time, a.seconds, a.memory, i.id
        FROM attempt a JOIN input i ON i.id = a.input
        \(conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND "))
        ORDER BY i.position, a.entry, a.place, a.id LIMIT ?
        """, arguments: arguments)
    return try rows.map { row in
      let isCurrent: Bool = row[6]
      let products =
        try !isCurrent
        ? []
        : Row.fetchAll(
          db,
          sql: "SELECT path, digest FROM product "
            + "WHERE input = ? AND entry = ? AND place = ? AND NOT isStale ORDER BY path",
          arguments: [row[18] as Int64, row[2] as Int, row[3] as Int]
        ).map { Attempt.Product(path: $0[0], sha256: $0[1]) }
      return Attempt(
        object: row[0], input: row[1], entry: row[2], place: row[3], inputDigest: row[4],
        run: row[5], isCurrent: isCurrent, status: row[7], cause: row[8], step: row[9],
        code: row[10], reason: row[11], flags: row[12], className: row[13], tries: row[14],
        time: row[15], seconds: row[16], memory: row[17], products: products)
    }
  }
}
