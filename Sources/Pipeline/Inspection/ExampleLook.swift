import OrreryKit

/// How a training example looks to its model.
public enum ExampleLook: Sendable {
  case picture(PNGImage)
  /// Points from 0 to 1, joined by a line or not.
  case sketch(x: [Double], y: [Double], isLine: Bool)
}
