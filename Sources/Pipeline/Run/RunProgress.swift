/// How far a run is.
public struct RunProgress: Sendable {
  public var filesDone = 0
  public var files = 0
  public var done = 0
  public var flagged = 0
  public var failed = 0
  public init() {}
}
