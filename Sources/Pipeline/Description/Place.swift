/// Where a value of a description was written.
public struct Place: Sendable, Hashable, CustomStringConvertible {
  /// The file as the user named it, or the option (`--set stretch.softening=2`).
  public var source: String
  /// From 1; 0 for an option.
  public var line: Int
  /// From 1; 0 for an option.
  public var column: Int

  public init(source: String, line: Int = 0, column: Int = 0) {
    self.source = source
    self.line = line
    self.column = column
  }

  /// `morphology.yaml:4:3`, or the option alone.
  public var description: String { line > 0 ? "\(source):\(line):\(column)" : source }
}
