import AstroData

/// A mark on an image; pixel coordinates from 0 as in `Image`.
public struct Annotation: Sendable {
  public enum Shape: Sendable {
    /// Centre, and full width and height in pixels.
    case box(x: Double, y: Double, width: Double, height: Double)
    /// Semi-axes in pixels; angle in degrees from +x towards +y.
    case ellipse(x: Double, y: Double, a: Double, b: Double, angle: Double)
    /// Four ticks around a place that stays visible.
    case crosshair(x: Double, y: Double, size: Double)
    /// The borders of the areas of a segmentation map of the image's size, row 0 at the bottom.
    case outlines(labels: [Int32])
    /// Text only, at its left end.
    case text(x: Double, y: Double)
  }

  public var shape: Shape
  public var label: String
  public var color: Color

  public init(_ shape: Shape, label: String = "", color: Color = Color(hex: 0x56D3FF)) {
    self.shape = shape
    self.label = label
    self.color = color
  }
}
