/// The folder that a run's relative input paths start from.
public struct DataFolder: Sendable {
  private let path: String

  /// - Parameter path: `.` for the working directory.
  public init(_ path: String) { self.path = path }

  /// Where a file is that a run named so.
  public func file(_ name: String) -> String {
    name.hasPrefix("/") || path == "." ? name : "\(path)/\(name)"
  }
}
