import Foundation
import OrreryKit

/// Brings what a run did to the disk, in groups: first the products, then the records of them.
///
/// What is lost by a kill is a tenth of what this process has done, and half a second at most; what
/// it costs is at most a tenth of the time.
final class Recorder {
  /// Seconds between commits, where they are cheap: at the start, and later on.
  private static let intervals = 0.05...0.5
  /// Records that wait for a commit at most, however slow the disk is: they are memory.
  private static let most = 8192
  /// Share of the time so far that may be lost.
  private static let share = 0.1

  private let ledger: Ledger
  private let session: Ledger.Session
  private let folder: OutputFolder
  private var events: [LedgerEvent] = []
  private let start = ContinuousClock.now
  private var last = ContinuousClock.now
  private var cost = Duration.zero

  init(_ ledger: Ledger, _ session: Ledger.Session, _ folder: OutputFolder) {
    self.ledger = ledger
    self.session = session
    self.folder = folder
  }

  func note(_ event: LedgerEvent) { events.append(event) }

  /// Commits where it is time to.
  /// - Throws: `DataError.unwritable`.
  func commitIfDue() throws {
    let now = ContinuousClock.now
    let interval = min(
      max((now - start).seconds * Self.share, Self.intervals.lowerBound), Self.intervals.upperBound)
    if events.count >= Self.most || now - last >= max(.seconds(interval), cost * 10) {
      try commit()
    }
  }

  /// - Throws: `DataError.unwritable`.
  func commit() throws {
    let start = ContinuousClock.now
    if !events.isEmpty {
      // A record names products: they are on the disk before it is.
      if events.contains(where: \.namesProducts) { try AtomicFile.sync(folder: folder.path) }
      try ledger.commit(events, session)
      events.removeAll(keepingCapacity: true)
    }
    last = ContinuousClock.now
    cost = last - start
  }

  /// - Throws: `DataError.unwritable`.
  func end(_ status: String, _ counts: RunCounts, message: String) throws {
    let reasons = Dictionary(
      uniqueKeysWithValues: counts.causes.map { ("\($0.key)", JSONValue.integer(Int64($0.value))) })
    try ledger.end(
      session, status: status, time: Date().timeIntervalSince1970, tried: counts.tried,
      failed: counts.failed, kept: counts.kept, memory: PeakMemory.bytes,
      reasons: String(decoding: CanonicalJSON.bytes(.object(reasons)), as: UTF8.self),
      message: message)
  }
}

extension LedgerEvent {
  fileprivate var namesProducts: Bool {
    switch self {
    case .attempt(let record): !record.products.isEmpty
    case .end(_, _, let products): !products.isEmpty
    case .input, .begin, .signature: false
    }
  }
}
