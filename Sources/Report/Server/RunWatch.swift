import Foundation
import OrreryKit
import Pipeline
import Synchronization

/// Follows a run's folder and keeps its report up to date.
public final class RunWatch: Sendable {
  private let folder: String
  private let report: String
  private let data: DataFolder
  private let threads: Int
  private let current = Mutex(RunState(.waiting))
  /// What the catalogue was when the report was last found good, or could not be made.
  private let seen = Mutex("")

  /// - Parameters:
  ///   - folder: of a run, which may be going on, or not have begun.
  ///   - report: where its report goes.
  public init(folder: String, report: String, data: DataFolder, threads: Int) {
    self.folder = folder
    self.report = report
    self.data = data
    self.threads = threads
  }

  public var state: RunState { current.withLock { $0 } }

  /// Looks once; makes the report where the catalogue is new. To be called by one thread.
  public func look() {
    if let going {
      current.withLock { $0 = going }
      return
    }
    guard let run = try? RunFolder(folder) else {
      let done = products
      current.withLock { $0 = RunState(done > 0 ? .running : .waiting, done: done) }
      return
    }
    let signature = run.signature
    guard seen.withLock({ $0 != signature }) else { return }
    let writer = ReportWriter(run: run, data: data, threads: threads)
    if writer.isCurrent(report) {
      current.withLock { $0 = RunState(.ready) }
    } else {
      make(writer)
    }
    seen.withLock { $0 = signature }
  }

  /// What the ledger says of a run that goes on; `nil` where none does.
  private var going: RunState? {
    guard let history = try? RunHistory(folder: folder), let runs = try? history.runs(),
      runs.last?.status == "running", let summary = try? history.summary()
    else { return nil }
    var state = RunState(.running, done: summary.done)
    (state.flagged, state.failed) = (summary.flagged, summary.failed)
    return state
  }

  private func make(_ writer: ReportWriter) {
    // One that is there already is shown until the new one takes its place.
    let isFirst = !ReportFolder.isReport(report)
    do {
      _ = try writer.write(to: report) { done, total in
        guard isFirst else { return }
        self.current.withLock {
          $0 = RunState(.building, done: done)
          $0.total = total
        }
      }
      current.withLock { $0 = RunState(.ready) }
    } catch {
      current.withLock {
        $0 = RunState(.building)
        $0.message = "\(error)".printable
      }
    }
  }

  /// Objects that have products already.
  private var products: Int {
    ["png", "fits"].map { name in
      (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)"))?
        .count { !$0.hasPrefix(".") } ?? 0
    }.max() ?? 0
  }
}
