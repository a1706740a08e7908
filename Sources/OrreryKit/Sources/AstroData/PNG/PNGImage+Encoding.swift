internal import CPNGCodec
internal import Foundation

extension PNGImage {
  /// What the pixels show: decides how they are packed.
  @frozen
  public enum Content: Sendable {
    /// Lines, letters and areas: what comes again is looked for far and wide.
    case drawing
    /// What a camera saw: a few percent larger than as a drawing at worst, in a third of the time.
    case photograph
    /// A photograph with each pixel as a block of pixels.
    case blocks
  }

  /// The bytes of a PNG file.
  ///
  /// Colours that are all grey are written as grey, and read so; 256 colours at most by a palette.
  /// - Parameter compression: zlib's level, 0 to 9.
  /// - Throws: `DataError.invalidValue` where a text chunk's keyword is not legal or libpng refuses.
  public func encoded(compression: Int = 6) throws -> [UInt8] {
    try encoded(as: .drawing, compression: compression)
  }

  /// The bytes of a PNG file that shows this kind of content.
  ///
  /// - Parameter compression: zlib's level, 0 to 9.
  /// - Throws: as `encoded(compression:)`.
  public func encoded(as content: Content, compression: Int = 6) throws -> [UInt8] {
    precondition((0...9).contains(compression), "PNGImage.encoded: compression \(compression)")
    for text in texts where !text.hasLegalKeyword {
      throw DataError(.invalidValue, "PNG: text chunk '\(text.keyword)' is not legal")
    }
    var chunks = texts.map {
      orrery_png_text(
        keyword: strdup($0.keyword), text: strdup($0.text), is_utf8: $0.isASCII ? 0 : 1)
    }
    defer {
      for chunk in chunks {
        free(chunk.keyword)
        free(chunk.text)
      }
    }
    guard chunks.allSatisfy({ $0.keyword != nil && $0.text != nil }) else {
      throw DataError(.tooLarge, "PNG: no memory")
    }
    return try chunks.withUnsafeMutableBufferPointer { chunks in
      switch samples {
      case .eight(let samples):
        try samples.withUnsafeBytes { try encode($0, 8, chunks, content, compression) }
      case .sixteen(let samples):
        try samples.withUnsafeBytes { try encode($0, 16, chunks, content, compression) }
      }
    }
  }

  /// Writes a PNG file that appears whole or not at all.
  ///
  /// - Throws: `DataError` `unwritable`, `invalidValue`.
  public func write(to path: String, compression: Int = 6) throws {
    do {
      try AtomicFile.write(try encoded(compression: compression), to: path)
    } catch var error as DataError {
      error.file = path
      throw error
    }
  }

  private func encode(
    _ pixels: UnsafeRawBufferPointer, _ depth: Int32,
    _ chunks: UnsafeMutableBufferPointer<orrery_png_text>, _ content: Content, _ level: Int
  ) throws -> [UInt8] {
    var png = orrery_png()
    png.width = UInt32(width)
    png.height = UInt32(height)
    png.channels = Int32(layout.channels)
    png.bit_depth = depth
    // The encoder only reads.
    png.pixels = UnsafeMutableRawPointer(mutating: pixels.baseAddress)
    png.text_count = chunks.count
    png.texts = chunks.baseAddress
    var bytes: UnsafeMutablePointer<UInt8>?
    var size = 0
    var message = [CChar](repeating: 0, count: Int(ORRERY_PNG_MESSAGE))
    let kind =
      switch content {
      case .drawing: ORRERY_PNG_DRAWING
      case .photograph: ORRERY_PNG_PHOTOGRAPH
      case .blocks: ORRERY_PNG_BLOCKS
      }
    let status = orrery_png_encode(
      &png, Int32(level), Int32(kind), &bytes, &size, &message)
    defer { free(bytes) }
    guard status == ORRERY_PNG_OK, let bytes else {
      throw DataError(.invalidValue, "PNG: \(Self.text(message))")
    }
    return Array(UnsafeBufferPointer(start: bytes, count: size))
  }

  static func text(_ message: [CChar]) -> String {
    let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return bytes.isEmpty ? "no memory" : String(decoding: bytes, as: UTF8.self)
  }
}
