/// A rectangle on the canvas in points; y grows downwards.
public struct Rectangle: Sendable, Hashable {
  public var x: Double
  public var y: Double
  public var width: Double
  public var height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  public var right: Double { x + width }
  public var bottom: Double { y + height }
  public var midX: Double { x + width / 2 }
  public var midY: Double { y + height / 2 }

  /// What is left after `insets` are taken off; never negative.
  public func inset(by insets: Insets) -> Rectangle {
    Rectangle(
      x: x + insets.left, y: y + insets.top, width: max(0, width - insets.left - insets.right),
      height: max(0, height - insets.top - insets.bottom))
  }

  /// The largest rectangle of this shape (width / height) inside, centred.
  public func fitted(aspect: Double) -> Rectangle {
    guard aspect > 0, aspect.isFinite, height > 0 else { return self }
    let fittedWidth = min(width, height * aspect)
    let fittedHeight = fittedWidth / aspect
    return Rectangle(
      x: midX - fittedWidth / 2, y: midY - fittedHeight / 2, width: fittedWidth,
      height: fittedHeight)
  }
}
