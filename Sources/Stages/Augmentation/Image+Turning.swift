import OrreryKit

extension Image {
  /// The image turned about its centre by an angle from +x towards +y, mirrored at its edge where
  /// nothing was; right angles of square images are exact.
  public func turned(byDegrees angle: Double) -> Image {
    Rotate.turned(self, by: angle * .pi / 180, border: .reflect)
  }
}
