import Dispatch
import Foundation
import OrreryKit
import Synchronization

/// Brings what a run did to the disk, in groups: first the products, then the records of them.
///
/// What is lost by a kill is a tenth of what this process has done, and half a second at most, beside
/// what is on its way; what it costs is at most a tenth of the time of the disk. The run goes on
/// meanwhile.
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
  private let disk = DispatchQueue(label: "ledger")
  private let commits = DispatchGroup()
  private let known = LastCommit()

  /// What is known of the last commit.
  private final class LastCommit: Sendable {
    struct State {
      var isRunning = false
      var cost = Duration.zero
      /// Why it failed, and its records.
      var failure: (error: any Error, events: [LedgerEvent])?
    }

    let state = Mutex(State())
  }

  init(_ ledger: Ledger, _ session: Ledger.Session, _ folder: OutputFolder) {
    self.ledger = ledger
    self.session = session
    self.folder = folder
  }

  func note(_ event: LedgerEvent) { events.append(event) }

  /// Begins a commit where it is time to and none is on its way.
  /// - Throws: `DataError.unwritable`, also of the commit before.
  func commitIfDue() throws {
    let now = ContinuousClock.now
    let interval = min(
      max((now - start).seconds * Self.share, Self.intervals.lowerBound), Self.intervals.upperBound)
    let (isRunning, cost) = known.state.withLock { ($0.isRunning, $0.cost) }
    let isFull = events.count >= Self.most
    guard isFull || !isRunning && now - last >= max(.seconds(interval), cost * 10) else { return }
    try finish()
    begin()
  }

  /// Brings everything to the disk.
  /// - Throws: `DataError.unwritable`.
  func commit() throws {
    try finish()
    begin()
    try finish()
  }

  /// Hands the records over to the disk.
  private func begin() {
    let events = events
    self.events.removeAll(keepingCapacity: true)
    last = ContinuousClock.now
    guard !events.isEmpty else { return }
    known.state.withLock { $0.isRunning = true }
    disk.async(group: commits) { [ledger, session, folder, known] in
      let start = ContinuousClock.now
      let outcome = Result {
        // A record names products: they are on the disk before it is.
        if events.contains(where: \.namesProducts) { try AtomicFile.sync(folder: folder.path) }
        try ledger.commit(events, session)
      }
      known.state.withLock {
        $0.isRunning = false
        $0.cost = ContinuousClock.now - start
        if case .failure(let error) = outcome { $0.failure = (error, events) }
      }
    }
  }

  /// Waits for the commit that is on its way; what failed is there to be committed again.
  private func finish() throws {
    commits.wait()
    guard let failure = known.state.withLock({ $0.failure.take() }) else { return }
    events = failure.events + events
    throw failure.error
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
