/// The one place where tile-compressed pixels are decoded.
struct CompressedImageDecoder {
  init(_ hdu: HDU, _ bytes: FileBytes) throws {}
  func decode(_ part: ImagePart) throws -> [Double] {
    throw DataError(.unsupported, "tile-compressed images are not read yet")
  }
}
