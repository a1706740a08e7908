/// A figure of the validation by whose name the best epoch is chosen.
public struct MonitoredFigure: Sendable, Codable, Equatable {
  /// Among the metrics of the validation's `Scores`.
  public var name: String
  public var isBetterWhenLower: Bool

  public init(_ name: String, isBetterWhenLower: Bool = false) {
    self.name = name
    self.isBetterWhenLower = isBetterWhenLower
  }
}
