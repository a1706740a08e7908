internal import CPNGCodec
internal import Foundation

extension PNGImage {
  /// What a file may ask for.
  public struct Limits: Sendable {
    /// Rows or columns.
    public var side: Int
    /// Bytes of decoded pixels.
    public var bytes: Int

    public init(side: Int = 65_535, bytes: Int = 1 << 29) {
      self.side = side
      self.bytes = bytes
    }
  }

  /// Reads a PNG file. Palettes and depths below 8 bits are expanded.
  ///
  /// - Throws: `DataError` `unreadable`, `notRecognised`, `damaged`, `tooLarge`.
  public init(path: String, limits: Limits = Limits()) throws {
    do {
      // Room for text and for pixels that do not compress.
      let bytes = try RegularFile(path).contents(limit: limits.bytes + 1 << 20)
      try self.init(decoding: bytes, limits: limits)
    } catch var error as DataError {
      error.file = path
      throw error
    }
  }

  /// Decodes the bytes of a PNG file.
  ///
  /// - Throws: `DataError` `notRecognised`, `damaged`, `tooLarge`.
  public init(decoding bytes: [UInt8], limits: Limits = Limits()) throws {
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else {
      throw DataError(.notRecognised, "not a PNG file")
    }
    var png = orrery_png()
    var message = [CChar](repeating: 0, count: Int(ORRERY_PNG_MESSAGE))
    let side = UInt32(clamping: max(1, min(limits.side, 0x7FFF_FFFF)))
    let status = orrery_png_decode(
      bytes, bytes.count, side, max(0, limits.bytes), &png, &message)
    defer { orrery_png_free(&png) }
    guard status == ORRERY_PNG_OK, let pixels = png.pixels,
      let layout = Layout(rawValue: Int(png.channels))
    else {
      let isLarge = status == ORRERY_PNG_TOO_LARGE
      throw DataError(isLarge ? .tooLarge : .damaged, "PNG: \(Self.text(message))")
    }
    let (width, height) = (Int(png.width), Int(png.height))
    let count = width * height * layout.channels
    let samples: Samples =
      if png.bit_depth == 16 {
        .sixteen(
          Array(
            UnsafeBufferPointer(
              start: pixels.assumingMemoryBound(to: UInt16.self), count: count)))
      } else {
        .eight(
          Array(
            UnsafeBufferPointer(start: pixels.assumingMemoryBound(to: UInt8.self), count: count)))
      }
    let texts = (0..<png.text_count).compactMap { index -> PNGText? in
      guard let chunk = png.texts?[index], let keyword = chunk.keyword, let text = chunk.text else {
        return nil
      }
      return PNGText(
        Self.string(keyword, isUTF8: false), Self.string(text, isUTF8: chunk.is_utf8 != 0))
    }
    self.init(width: width, height: height, layout: layout, samples: samples, texts: texts)
  }

  /// tEXt is Latin-1, iTXt is UTF-8.
  private static func string(_ pointer: UnsafePointer<CChar>, isUTF8: Bool) -> String {
    let bytes = UnsafeBufferPointer(start: pointer, count: strlen(pointer)).map {
      UInt8(bitPattern: $0)
    }
    if isUTF8 { return String(decoding: bytes, as: UTF8.self) }
    var text = ""
    for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
    return text
  }
}
