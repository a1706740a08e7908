import Foundation
import OrreryKit

/// The output folder of a run: locked as long as this lives, with the ledger.
final class RunSpace {
  let folder: OutputFolder
  let ledger: Ledger
  private let locks: [OutputLock]

  /// - Throws: `OutputInUse`, `DataError.unwritable`; both before anything is processed.
  init(plan: Plan, options: RunOptions) throws {
    folder = try OutputFolder(plan.output.folder)
    let state = try folder.state()
    let main = state.path + "/lock"
    var name = Ledger.name
    if let shard = options.shard {
      name = shard.ledgerName
      locks = [
        try OutputLock(main, name: folder.path, .shared),
        try OutputLock("\(state.path)/\(name).lock", name: "\(folder.path), shard \(shard)"),
      ]
    } else {
      locks = [try OutputLock(main, name: folder.path)]
    }
    ledger = try Ledger("\(state.path)/\(name)")
  }

  /// Notes that a run starts; what a killed one left half-written goes.
  func begin(
    _ plan: Plan, _ options: RunOptions, _ files: [InputSource.File]
  ) throws -> Ledger.Session {
    if options.shard == nil, try ledger.wasKilled() { sweep() }
    var list = SHA256()
    for file in files { list.update(Array(file.path.utf8) + [0]) }
    let session = try ledger.begin(
      Ledger.Start(
        time: Date().timeIntervalSince1970, command: options.command,
        program: "orrery \(SDKInfo.version)", description: plan.file,
        host: ProcessInfo.processInfo.hostName, process: Int(getpid()),
        shard: options.shard.map { "\($0)" } ?? "", jobs: options.jobs),
      WorkDigest(plan), files: list.hexadecimal)
    try ledger.setStyle(CatalogStyle(plan))
    return session
  }

  /// Removes hidden partial files; nobody else writes here now.
  private func sweep() {
    for name in [""] + ["png", "fits", "overview"].map({ "/" + $0 }) {
      let folder = folder.path + name
      let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      for file in files where file.hasPrefix(".") && file.hasSuffix(PartialFile.ending) {
        unlink(folder + "/" + file)
      }
    }
  }

  /// Removes what is no longer made, writes the catalogue, and says what there is.
  func finish(_ plan: Plan, _ options: RunOptions, _ sink: RunSink) throws -> RunSummary {
    let isWhole = !sink.isInterrupted && sink.halt == nil
    if isWhole { try ledger.removeStaleProducts(in: folder) }
    var summary = try ledger.summary()
    summary.output = plan.output.folder
    summary.files = sink.progress.files
    summary.isInterrupted = sink.isInterrupted
    summary.halt = sink.halt
    summary.tried = sink.counts.tried
    summary.kept = sink.counts.kept
    summary.causes = Dictionary(
      sink.counts.causes.map { ("\($0.key)", $0.value) }, uniquingKeysWith: +)
    summary.shard = options.shard.map { "\($0)" }
    if options.shard == nil {
      try CatalogStyle(plan).write(from: ledger, to: folder, isWhole: isWhole)
      summary.catalog = plan.output.catalog
    }
    return summary
  }
}
