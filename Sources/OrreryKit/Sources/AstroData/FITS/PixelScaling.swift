/// Physical value = BZERO + BSCALE × stored value; a stored integer equal to BLANK is no value.
struct PixelScaling {
  var scale = 1.0
  var zero = 0.0
  var blank: Int64?

  var isIdentity: Bool { scale == 1 && zero == 0 }

  /// Integers with the sign bit flipped: BZERO = 2^63 is beyond what Float64 arithmetic keeps.
  var isUnsigned64: Bool { scale == 1 && zero == 0x1p63 }

  init() {}

  /// - Parameter blankKeyword: `BLANK`, or `ZBLANK` of a compressed image.
  init(_ header: Header, bitpix: Int) {
    scale = header.double("BSCALE") ?? 1
    zero = header.double("BZERO") ?? 0
    if bitpix > 0, let value = header.integer("BLANK") { blank = Int64(value) }
  }
}
