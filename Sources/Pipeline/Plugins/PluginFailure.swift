import OrreryKit

/// Why a library cannot be used as a plug-in: `PATH: reason`, one line.
public struct PluginFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public var path: String
  public var reason: String

  public init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }

  public var description: String { "\(path): \(reason)".printable }
}
