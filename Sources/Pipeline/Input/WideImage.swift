import OrreryKit

/// An image of a file whose size is known before a pixel of it is read.
struct WideImage: Sendable {
  var height: Int
  var width: Int
  /// Pixels of all planes.
  var pixels: Int
  /// Why it cannot be read region by region; `nil` where it can.
  var obstacle: String?
  /// Opens it to be read region by region, as the object of this name.
  var open: @Sendable (_ id: String) throws -> any TiledImage
}
