import Foundation
import GRDB
import OrreryKit

extension Ledger {
  /// Whether anything is recorded.
  func hasInputs() throws -> Bool {
    try read { try Bool.fetchOne($0, sql: "SELECT EXISTS(SELECT 1 FROM input)") ?? false }
  }

  /// Whether a run never said how it ended.
  func wasKilled() throws -> Bool {
    try read {
      try Bool.fetchOne($0, sql: "SELECT EXISTS(SELECT 1 FROM run WHERE status = 'running')")
        ?? false
    }
  }

  /// What is recorded of a file; `nil` where it is new.
  func input(_ path: String) throws -> InputRecord? {
    try read { db in
      let statement = try db.cachedStatement(
        sql: "SELECT position, digest, entries, size, modified, changed, number FROM input "
          + "WHERE path = ?")
      return try Row.fetchOne(statement, arguments: [path]).map { row in
        InputRecord(
          path: path, position: row[0], digest: row[1], signature: FileSignature(row, from: 3),
          entries: row[2])
      }
    }
  }

  /// What is recorded of some entries of a file, by entry.
  func units(_ path: String, entries: Range<Int>) throws -> [Int: UnitRecord] {
    try read { db in
      let range: StatementArguments = [path, entries.lowerBound, entries.upperBound]
      var units: [Int: UnitRecord] = [:]
      let found = try db.cachedStatement(
        sql: """
          SELECT u.entry, u.digest, c.digest, u.isDone, u.isField
          FROM unit u JOIN configuration c ON c.id = u.configuration
          WHERE u.input = (SELECT id FROM input WHERE path = ?) AND u.entry >= ? AND u.entry < ?
          """)
      let rows = try Row.fetchCursor(found, arguments: range)
      while let row = try rows.next() {
        units[row[0]] = UnitRecord(
          entry: row[0], digest: row[1], configuration: row[2], isDone: row[3], isField: row[4])
      }
      guard !units.isEmpty else { return [:] }
      let objects = try db.cachedStatement(
        sql: """
          SELECT entry, place, status FROM attempt INDEXED BY attempt_current
          WHERE input = (SELECT id FROM input WHERE path = ?) AND entry >= ? AND entry < ?
            AND isCurrent
          """)
      let attempts = try Row.fetchCursor(objects, arguments: range)
      while let row = try attempts.next() {
        units[row[0]]?.objects[row[1]] = AttemptRecord.Status(rawValue: row[2]) ?? .failed
      }
      let written = try db.cachedStatement(
        sql: """
          SELECT entry, place, kind, path, digest, size, modified, changed, number FROM product
          WHERE input = (SELECT id FROM input WHERE path = ?) AND entry >= ? AND entry < ?
            AND NOT isStale
          """)
      let products = try Row.fetchCursor(written, arguments: range)
      while let row = try products.next() {
        guard let kind = ProductRecord.Kind(rawValue: row[2]) else { continue }
        units[row[0]]?.products[row[1], default: []].append(
          ProductRecord(
            kind: kind, path: row[3], digest: row[4], signature: FileSignature(row, from: 5)))
      }
      return units
    }
  }

  /// The parts of the configurations that were used, by digest.
  func configurations() throws -> [String: WorkDigest] {
    try read { db in
      var result: [String: WorkDigest] = [:]
      let rows = try Row.fetchCursor(
        db, sql: "SELECT digest, pipeline, model, seed, parts FROM configuration")
      while let row = try rows.next() {
        result[row[0]] = WorkDigest(
          digest: row[0], pipeline: row[1], model: row[2], seed: row[3], text: row[4])
      }
      return result
    }
  }

  // MARK: - For the catalogue

  private static let order = """
    FROM input i CROSS JOIN attempt a INDEXED BY attempt_current ON a.input = i.id
    WHERE i.position >= 0 AND a.isCurrent
    """

  /// Every object of the catalogue in the order of the input, some at a time.
  func forEachEntry(_ body: ([CatalogEntry]) throws -> Void) throws {
    let path = path
    try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: "SELECT a.object, i.path, a.class, a.flags, a.row \(Self.order) "
          + "AND a.status <> 'failed' ORDER BY i.position, a.entry, a.place")
      var piece: [CatalogEntry] = []
      while let row = try rows.next() {
        let bytes: Data = row[4] ?? Data()
        do {
          piece.append(
            try CatalogEntry(
              id: row[0], origin: row[1], className: row[2], flags: row[3], bytes: Array(bytes)))
        } catch var error as DataError {
          error.file = path
          throw error
        }
        if piece.count == 2048 {
          try body(piece)
          piece.removeAll(keepingCapacity: true)
        }
      }
      if !piece.isEmpty { try body(piece) }
    }
  }

  /// The rows of one unit, by place.
  func entries(_ path: String, entry: Int) throws -> [Int: CatalogEntry] {
    try read { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT place, object, class, flags, row FROM attempt INDEXED BY attempt_current
          WHERE input = (SELECT id FROM input WHERE path = ?) AND entry = ? AND isCurrent
            AND status <> 'failed'
          """)
      var result: [Int: CatalogEntry] = [:]
      let rows = try Row.fetchCursor(statement, arguments: [path, entry])
      while let row = try rows.next() {
        let bytes: Data = row[4] ?? Data()
        result[row[0]] = try CatalogEntry(
          id: row[1], origin: path, className: row[2], flags: row[3], bytes: Array(bytes))
      }
      return result
    }
  }

  /// Every object that failed, in the order of the input, some at a time.
  func forEachFailure(_ body: ([ObjectFailure]) throws -> Void) throws {
    try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: "SELECT a.object, i.path, a.step, a.code, a.reason \(Self.order) "
          + "AND a.status = 'failed' ORDER BY i.position, a.entry, a.place")
      var piece: [ObjectFailure] = []
      while let row = try rows.next() {
        piece.append(
          ObjectFailure(
            id: row[0], origin: row[1], step: row[2], code: row[3], reason: row[4]))
        if piece.count == 2048 {
          try body(piece)
          piece.removeAll(keepingCapacity: true)
        }
      }
      if !piece.isEmpty { try body(piece) }
    }
  }

  /// The files of the input in order, with how their objects ended, some at a time.
  func forEachInput(_ body: ([InputTable.Row]) throws -> Void) throws {
    try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT i.path, i.digest,
            (SELECT COUNT(*) FROM attempt a INDEXED BY attempt_current
             WHERE a.input = i.id AND a.isCurrent AND a.status <> 'failed'),
            (SELECT COUNT(*) FROM attempt a INDEXED BY attempt_current
             WHERE a.input = i.id AND a.isCurrent AND a.status = 'failed')
          FROM input i WHERE i.position >= 0 ORDER BY i.position
          """)
      var piece: [InputTable.Row] = []
      while let row = try rows.next() {
        piece.append(
          InputTable.Row(path: row[0], checksum: row[1], done: row[2], failed: row[3]))
        if piece.count == 2048 {
          try body(piece)
          piece.removeAll(keepingCapacity: true)
        }
      }
      if !piece.isEmpty { try body(piece) }
    }
  }

  // MARK: - Products

  /// Products of objects that were done anew without making them again; in done units only.
  func staleProducts() throws -> [String] {
    try read { try String.fetchAll($0, sql: "SELECT path FROM product WHERE isStale") }
  }

  func forgetStaleProducts() throws {
    try write { try $0.execute(sql: "DELETE FROM product WHERE isStale") }
  }

  // MARK: - Sums

  /// Seconds that an object took in the mean; `nil` where none was done.
  func meanSeconds() throws -> Double? {
    try read {
      try Double.fetchOne($0, sql: "SELECT AVG(seconds) FROM attempt WHERE isCurrent")
    }
  }

  /// What there is in all, counted: what a run's summary says.
  func summary() throws -> RunSummary {
    try read { db in
      var summary = RunSummary()
      func counts(
        _ columns: String, _ condition: String = "", _ take: (Row) -> Void
      ) throws {
        let rows = try Row.fetchCursor(
          db, sql: "SELECT \(columns), COUNT(*) \(Self.order) \(condition) GROUP BY \(columns)")
        while let row = try rows.next() { take(row) }
      }
      try counts("a.status") { row in
        switch AttemptRecord.Status(rawValue: row[0]) {
        case .done: summary.done += row[1]
        case .flagged:
          summary.done += row[1]
          summary.flagged = row[1]
        case .failed, nil: summary.failed += row[1]
        }
      }
      try counts("a.flags", "AND a.flags <> ''") { row in
        let flags: String = row[0]
        for flag in flags.split(separator: ",") {
          summary.flags[String(flag), default: 0] += row[1]
        }
      }
      try counts("a.class", "AND a.class <> ''") { summary.classes[$0[0]] = $0[1] }
      let reasons = try Row.fetchCursor(
        db,
        sql: """
          SELECT r.step, r.code, r.count, i.path, a.reason FROM
            (SELECT a.step, a.code, COUNT(*) AS count, MIN(a.id) AS first \(Self.order)
             AND a.status = 'failed' GROUP BY a.step, a.code) r
          JOIN attempt a ON a.id = r.first JOIN input i ON i.id = a.input
          ORDER BY r.count DESC, r.step, r.code
          """)
      while let row = try reasons.next() {
        let (file, reason): (String, String) = (row[3], row[4])
        summary.reasons.append(
          RunSummary.Reason(
            step: row[0], code: row[1], count: row[2], example: "\(file): \(reason)".printable))
      }
      summary.unreadable =
        try Int.fetchOne(
          db, sql: "SELECT COUNT(*) \(Self.order) AND a.entry < 0 AND a.status = 'failed'") ?? 0
      summary.files =
        try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM input WHERE position >= 0") ?? 0
      summary.empty =
        try Int.fetchOne(
          db,
          sql: """
            SELECT COUNT(*) FROM input i CROSS JOIN unit u ON u.input = i.id
            WHERE i.position >= 0 AND u.isField AND u.isDone AND NOT EXISTS
              (SELECT 1 FROM attempt a WHERE a.input = u.input AND a.entry = u.entry
               AND a.isCurrent)
            """) ?? 0
      let products = try Row.fetchCursor(
        db,
        sql: "SELECT p.kind, COUNT(*) FROM product p JOIN input i ON i.id = p.input "
          + "WHERE i.position >= 0 AND NOT p.isStale GROUP BY p.kind")
      while let row = try products.next() {
        switch ProductRecord.Kind(rawValue: row[0]) {
        case .png: summary.pictures = row[1]
        case .fits: summary.fitsFiles = row[1]
        case .overview: summary.overviews = row[1]
        case nil: break
        }
      }
      return summary
    }
  }
}

extension FileSignature {
  /// From the columns size, modified, changed, number; `nil` where they are null.
  init?(_ row: Row, from column: Int) {
    guard let size: Int64 = row[column], let modified: Int64 = row[column + 1],
      let changed: Int64 = row[column + 2], let number: Int64 = row[column + 3]
    else { return nil }
    self.init(size: size, modified: modified, changed: changed, number: number)
  }
}
