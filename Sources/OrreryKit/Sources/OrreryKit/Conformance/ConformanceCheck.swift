/// One thing that a plug-in was tried for.
public struct ConformanceCheck: Sendable, Codable, Equatable {
  @frozen
  public enum Outcome: String, Sendable, Codable { case passed, failed, skipped }

  /// `batch of none`.
  public var name: String
  public var outcome: Outcome
  /// Of a failure what happened and what the author must change; of a skipped check why.
  public var message: String

  public init(_ name: String, _ outcome: Outcome, _ message: String = "") {
    self.name = name
    self.outcome = outcome
    self.message = message
  }
}
