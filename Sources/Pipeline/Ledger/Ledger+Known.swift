import GRDB
import OrreryKit

extension Ledger {
  /// A file and, where it has few entries, everything that is recorded of them.
  struct KnownInput: Sendable {
    var record: InputRecord
    /// By entry; `nil` where there are more than `few`.
    var units: [Int: UnitRecord]?
  }

  /// Entries of a file up to which they are looked up with it.
  private static let few = 16

  /// What is recorded of the files at some positions, by path: one look instead of two for each.
  func known(at positions: Range<Int>) throws -> [String: KnownInput] {
    try read { db in
      let range: StatementArguments = [positions.lowerBound, positions.upperBound]
      var inputs: [Int64: KnownInput] = [:]
      let found = try db.cachedStatement(
        sql: """
          SELECT id, path, position, digest, entries, size, modified, changed, number FROM input
          WHERE position >= ? AND position < ?
          """)
      let rows = try Row.fetchCursor(found, arguments: range)
      while let row = try rows.next() {
        let record = InputRecord(
          path: row[1], position: row[2], digest: row[3], signature: FileSignature(row, from: 5),
          entries: row[4])
        inputs[row[0]] = KnownInput(
          record: record, units: (record.entries ?? .max) <= Self.few ? [:] : nil)
      }
      let among =
        "(SELECT id FROM input WHERE position >= ? AND position < ? AND entries <= \(Self.few))"
      let units = try Row.fetchCursor(
        db.cachedStatement(
          sql: """
            SELECT u.input, u.entry, u.digest, c.digest, u.isDone, u.isField
            FROM unit u JOIN configuration c ON c.id = u.configuration
            WHERE u.input IN \(among) AND u.entry >= 0
            """), arguments: range)
      while let row = try units.next() {
        inputs[row[0]]?.units?[row[1]] = UnitRecord(
          entry: row[1], digest: row[2], configuration: row[3], isDone: row[4], isField: row[5])
      }
      let attempts = try Row.fetchCursor(
        db.cachedStatement(
          sql: """
            SELECT input, entry, place, status FROM attempt INDEXED BY attempt_current
            WHERE input IN \(among) AND entry >= 0 AND isCurrent
            """), arguments: range)
      while let row = try attempts.next() {
        inputs[row[0]]?.units?[row[1]]?.objects[row[2]] =
          AttemptRecord.Status(rawValue: row[3]) ?? .failed
      }
      let products = try Row.fetchCursor(
        db.cachedStatement(
          sql: """
            SELECT input, entry, place, kind, path, digest, size, modified, changed, number
            FROM product INDEXED BY product_unit
            WHERE input IN \(among) AND entry >= 0 AND NOT isStale
            """), arguments: range)
      while let row = try products.next() {
        guard let kind = ProductRecord.Kind(rawValue: row[3]) else { continue }
        inputs[row[0]]?.units?[row[1]]?.products[row[2], default: []].append(
          ProductRecord(
            kind: kind, path: row[4], digest: row[5], signature: FileSignature(row, from: 6)))
      }
      return Dictionary(
        inputs.values.map { ($0.record.path, $0) }, uniquingKeysWith: { first, _ in first })
    }
  }
}
