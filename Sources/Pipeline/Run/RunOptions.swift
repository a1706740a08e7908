/// How a plan is run: nothing here changes a byte of what is written.
public struct RunOptions: Sendable {
  /// Objects that are worked on at once.
  public var jobs: Int
  public var failures = FailureLimit()
  public var memory = MemoryLimit()
  /// The part of the work that is this run's; `nil` for all of it.
  public var shard: Shard?
  /// The plan that says what each input is and which shard does it; `nil` without one.
  public var frozen: FrozenPlan?
  /// Pixels from which on images go in tiles; `nil` where memory decides.
  var tiledFrom: Int?
  /// Runs what comes from plug-ins in processes of their own; `nil` runs it here.
  public var isolated: IsolatedPlugins?
  /// The command as it was typed, for the ledger.
  public var command = ""

  public init(jobs: Int = 2) { self.jobs = max(1, jobs) }
}
