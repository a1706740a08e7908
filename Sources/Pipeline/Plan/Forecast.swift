import Foundation
import OrreryKit

/// What a run of a plan will take and what of it is done, as far as that can be known without
/// reading a pixel.
public struct Forecast: Sendable, Equatable {
  /// Objects that earlier runs in the output folder did, and those that failed.
  public var done = 0
  public var failed = 0
  /// True where those were done by the same description, program and weights.
  public var isSame = false
  /// Seconds that one object took; `nil` where none was done.
  public var secondsPerObject: Double?
  /// Bytes of memory.
  public var memory: Int
  /// Bytes of the largest input.
  public var largest: Int

  /// - Throws: `DataError` where there is a ledger that cannot be read.
  public init(_ plan: Plan, jobs: Int) throws {
    let sizes = plan.input.files.compactMap { FileSignature(of: $0)?.size }
    largest = Int(sizes.max() ?? 0)
    let weights = plan.model.flatMap { FileSignature(of: $0.entry.weights)?.size } ?? 0
    memory = MemoryLimit.estimate(
      largest: largest, jobs: jobs, weights: Int(weights),
      holdsWholeFiles: plan.input.targets == nil && !plan.input.isStack)
    let path = "\(plan.output.folder)/\(Ledger.folder)/\(Ledger.name)"
    guard FileSignature(of: path) != nil else { return }
    let ledger = try Ledger(reading: path)
    let summary = try ledger.summary()
    (done, failed) = (summary.done, summary.failed)
    isSame = try ledger.style()?.digest == WorkDigest(plan).digest
    secondsPerObject = try ledger.meanSeconds()
  }
}
