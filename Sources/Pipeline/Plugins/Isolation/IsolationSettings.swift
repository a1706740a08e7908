import OrreryKit

/// How the parts of plug-ins are run apart, and what an object may cost there.
public struct IsolationSettings: Sendable {
  /// The `orrery` command.
  public var executable: String
  /// Seconds that one answer may take: of an object, or of a batch before its objects are tried alone.
  public var seconds = 60.0
  /// Bytes that a process may take; `nil` sets no limit.
  public var memory: Int?

  public init(executable: String) { self.executable = executable }
}
