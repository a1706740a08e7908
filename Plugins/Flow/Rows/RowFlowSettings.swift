import OrreryKit

/// How a flow over rows is built.
public struct RowFlowSettings: Codable, Sendable {
  /// The curves that numbers move along.
  public enum Transform: String, Codable, Sendable, CaseIterable {
    case affine, spline
  }

  /// Which numbers decide the curve of which.
  public enum Structure: String, Codable, Sendable, CaseIterable {
    case coupling, autoregressive
  }

  public var transform = Transform.spline
  public var structure = Structure.autoregressive
  public var steps = 6
  public var hidden = 64
  public var blocks = 2
  public var bins = 16
  public var bound = 5.0
  public var smoothing: [String: Double] = [:]

  static let settings = [
    Setting(
      "transform", "Curves that numbers move along", choices: Transform.allCases.map(\.rawValue)),
    Setting(
      "structure", "Which numbers decide the curve of which: half the other half, or each the next",
      choices: Structure.allCases.map(\.rawValue)),
    Setting("steps", "Invertible steps, one behind the other", range: 1...64),
    Setting("hidden", "Width of the network of a step", range: 1...4096),
    Setting("blocks", "Residual blocks of the network of a step", range: 0...16),
    Setting("bins", "Pieces of a spline", range: 2...256),
    Setting(
      "bound", "Numbers farther from 0 than this lie in the straight tails of the splines",
      range: 0.1...1000),
    Setting(
      "smoothing",
      "Deviation of the noise that training adds to a column, as the model sees it: for columns of "
        + "few digits, whose steps would be learned", type: "map of numbers"),
  ]
}
