/// How far a run is, as the pages ask for it.
public struct RunState: Encodable, Sendable, Equatable {
  public enum Phase: String, Encodable, Sendable {
    /// Nothing has been written yet.
    case waiting
    case running
    /// The run has ended, its report is being made.
    case building
    case ready
  }

  public var state: Phase
  public var done = 0
  /// Objects there are, where that is known.
  public var total: Int?
  public var flagged: Int?
  public var failed: Int?
  /// What keeps the report from being made.
  public var message: String?

  public init(_ state: Phase, done: Int = 0) {
    self.state = state
    self.done = done
  }
}
