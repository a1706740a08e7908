import AstroData

/// The way from image pixels to the page: the frame holds the whole image, +y up.
struct ImageView {
  let frame: Rectangle
  let width: Int
  let height: Int

  /// Points per pixel.
  var scale: Double { frame.width / Double(width) }

  /// The centre of pixel (0, 0) is half a pixel inside the lower left corner.
  func place(_ pixel: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(
      frame.x + (pixel.x + 0.5) * frame.width / Double(width),
      frame.bottom - (pixel.y + 0.5) * frame.height / Double(height))
  }
}
