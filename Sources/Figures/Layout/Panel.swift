/// One part of a figure: a plot, an image, a matrix.
///
/// A panel draws its contents inside a frame and its labels in the space around it that it asked
/// for. Frames of one row and of one column are aligned.
public protocol Panel: Sendable {
  /// Space that titles and labels need around a frame of about this size.
  func insets(on canvas: Canvas, width: Double, height: Double) -> Insets
  /// Draws contents and labels.
  func draw(on canvas: Canvas, frame: Rectangle)
}
