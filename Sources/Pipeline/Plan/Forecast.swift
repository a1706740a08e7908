import Foundation
import OrreryKit

/// What a run of a plan will take and what of it is done, as far as headers and the ledger tell.
public struct Forecast: Sendable, Equatable {
  /// Objects that earlier runs in the output folder did, and those that failed.
  public var done = 0
  public var failed = 0
  /// True where those were done by the same description, program and weights.
  public var isSame = false
  /// Seconds that one object took; `nil` where none was done.
  public var secondsPerObject: Double?
  /// Bytes of memory at the highest.
  public var memory = 0
  /// Bytes that the run may take: `--max-rss`, or three quarters of the machine's.
  public var allowed: Int
  /// Images that go in tiles because they would not fit whole.
  public var tiled = 0
  /// What does not fit at all and what to change, a line for each file.
  public var refusals: [String] = []

  /// Largest files whose headers are looked at.
  private static let looks = 64

  /// - Parameter model: the plan's model, loaded; `nil` where the plan has none.
  /// - Throws: `DataError` where there is a ledger that cannot be read.
  public init(_ plan: Plan, model: LoadedModel?, options: RunOptions) throws {
    let demand = MemoryPlan(plan, model: model, options: options)
    allowed = demand.allowed
    memory = demand.bytes(pixels: 0)
    let sizes = plan.input.files.map { (path: $0, size: FileSignature(of: $0)?.size ?? 0) }
    for file in sizes.sorted(by: { $0.size > $1.size }).prefix(Self.looks) {
      look(at: file.path, size: Int(file.size), plan, demand)
    }
    try look(atLedgerOf: plan)
  }

  private mutating func look(
    at path: String, size: Int, _ plan: Plan, _ demand: MemoryPlan
  ) {
    guard plan.input.kind == .image else {
      // Tables, spectra and curves are in memory as numbers of eight bytes.
      let bytes = demand.bytes(pixels: 0) + 3 * size
      memory = max(memory, bytes)
      if bytes > allowed {
        refusals.append(
          "\(path): takes about \(MemoryPlan.text(bytes)) of memory, \(MemoryPlan.text(allowed)) "
            + "are allowed; divide the file".printable)
      }
      return
    }
    guard let reader = try? ObjectReader(InputSource.File(path: path, id: ""), plan: plan.input)
    else { return }
    for entry in reader.ids.indices {
      guard let image = reader.wide(entry) else { break }
      switch demand.way(of: image) {
      case .whole: break
      case .tiled: tiled += 1
      case .refused(let reason): refusals.append("\(path): \(reason)".printable)
      }
      memory = max(memory, demand.bytes(of: image))
    }
  }

  private mutating func look(atLedgerOf plan: Plan) throws {
    let path = "\(plan.output.folder)/\(Ledger.folder)/\(Ledger.name)"
    guard FileSignature(of: path) != nil else { return }
    let ledger = try Ledger(reading: path)
    let summary = try ledger.summary()
    (done, failed) = (summary.done, summary.failed)
    isSame = try ledger.style()?.digest == WorkDigest(plan).digest
    secondsPerObject = try ledger.meanSeconds()
  }
}
