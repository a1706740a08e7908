import AstroData
import Foundation
import TestSupport
import Testing

struct PNGImageTests {
  static let layouts: [PNGImage.Layout] = [.grey, .greyAlpha, .rgb, .rgba]

  /// 7 × 5 pixels whose samples all differ.
  static func picture(_ layout: PNGImage.Layout, sixteen: Bool) -> PNGImage {
    let count = 35 * layout.channels
    return PNGImage(
      width: 7, height: 5, layout: layout,
      samples: sixteen
        ? .sixteen((0..<count).map { UInt16(($0 * 467 + 12345) % 65536) })
        : .eight((0..<count).map { UInt8(($0 * 37 + 11) % 256) }),
      texts: [
        PNGText("Software", "orrery"), PNGText("Description", "Messkanäle, 35 Pixel → gut"),
        PNGText("Comment", ""),
      ])
  }

  static func temporaryPath() -> String {
    FileManager.default.temporaryDirectory.path + "/orrery-\(UUID().uuidString).png"
  }

  @Test("What is encoded decodes to the same samples and texts", arguments: layouts, [false, true])
  func roundTrip(_ layout: PNGImage.Layout, sixteen: Bool) throws {
    let picture = Self.picture(layout, sixteen: sixteen)
    #expect(try PNGImage(decoding: picture.encoded()) == picture)
  }

  /// 40 × 30 pixels of as many colours as are asked for.
  static func colors(_ count: Int) -> PNGImage {
    let samples = (0..<1200).flatMap { pixel -> [UInt8] in
      let color = pixel * 7919 % count
      return [UInt8(color % 256), UInt8(color / 256), UInt8(255 - color % 256)]
    }
    return PNGImage(width: 40, height: 30, layout: .rgb, samples: .eight(samples))
  }

  @Test(
    "Few colours take a palette's bytes and decode to the same pixels",
    arguments: [PNGImage.Content.drawing, .photograph, .blocks])
  func palette(_ content: PNGImage.Content) throws {
    for (count, type) in [(1, 3), (2, 3), (256, 3), (257, 2), (1200, 2)] as [(Int, UInt8)] {
      let picture = Self.colors(count)
      let bytes = try picture.encoded(as: content)
      #expect(bytes[25] == type, "colour type of \(count) colours")
      #expect(try PNGImage(decoding: bytes) == picture)
    }
  }

  @Test(
    "Grey colours are written and read as grey",
    arguments: [PNGImage.Content.drawing, .photograph, .blocks])
  func grey(_ content: PNGImage.Content) throws {
    let greys = (0..<4096).map { UInt8(truncatingIfNeeded: $0 * $0 % 251 + $0 % 3) }
    let picture = PNGImage(
      width: 64, height: 64, layout: .rgb, samples: .eight(greys.flatMap { [$0, $0, $0] }))
    let decoded = try PNGImage(decoding: picture.encoded(as: content))
    #expect(decoded.layout == .grey && decoded.samples == .eight(greys))
  }

  @Test("A photograph is hardly larger than it would be as a drawing, and blocks are small")
  func contents() throws {
    var state: UInt32 = 7
    let noise = (0..<4096).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 28) + UInt8(state >> 20 & 15) + UInt8(state >> 12 & 15)
    }
    let photograph = PNGImage(width: 64, height: 64, layout: .grey, samples: .eight(noise))
    let blocks = PNGImage(
      width: 256, height: 256, layout: .grey,
      samples: .eight((0..<65536).map { noise[$0 / 1024 * 64 + $0 % 256 / 4] }))
    let drawing = try photograph.encoded().count
    #expect(try photograph.encoded(as: .photograph).count < drawing * 21 / 20)
    #expect(try blocks.encoded(as: .blocks).count < drawing * 5 / 2)
  }

  @Test("The same picture encodes to the same bytes")
  func deterministic() throws {
    let picture = Self.picture(.rgb, sixteen: true)
    #expect(try picture.encoded() == picture.encoded())
  }

  @Test("A written file is whole, alone in its folder, and reads back")
  func file() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/orrery-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let picture = Self.picture(.rgba, sixteen: false)
    try picture.write(to: folder + "/a.png")
    #expect(try PNGImage(path: folder + "/a.png") == picture)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.png"])
  }

  @Test("A file that cannot be written is an error that names it")
  func unwritable() {
    let path = Self.temporaryPath() + "/none/a.png"
    #expect {
      try Self.picture(.grey, sixteen: false).write(to: path)
    } throws: { ($0 as? DataError)?.code == .unwritable && ($0 as? DataError)?.file == path }
  }

  @Test("Every cut and every changed byte is read or refused, never a crash")
  func damage() throws {
    let bytes = try Self.picture(.rgb, sixteen: true).encoded()
    for length in 0..<bytes.count {
      #expect(throws: DataError.self) { try PNGImage(decoding: Array(bytes[..<length])) }
    }
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 0x41
      _ = try? PNGImage(decoding: changed)
    }
  }

  @Test("A header that declares more than the limits allow is refused")
  func limits() throws {
    let bytes = try Self.picture(.rgb, sixteen: true).encoded()
    #expect {
      try PNGImage(decoding: bytes, limits: .init(side: 100, bytes: 100))
    } throws: { ($0 as? DataError)?.code == .tooLarge }
    #expect(throws: DataError.self) {
      try PNGImage(decoding: bytes, limits: .init(side: 6, bytes: 10000))
    }
  }

  @Test("A text chunk with an illegal keyword is refused", arguments: ["", " a", "a  b", "ä"])
  func keywords(_ keyword: String) {
    var picture = Self.picture(.grey, sixteen: false)
    picture.texts = [PNGText(keyword, "text")]
    #expect(throws: DataError.self) { try picture.encoded() }
  }

  @Test(
    "A damaged PNG of the real files is refused with its name", .enabled(if: RealData.isPresent))
  func notFITS() throws {
    let path = RealData.path("fits-corner-cases/damaged-not-fits.fits")
    do {
      _ = try PNGImage(path: path)
    } catch let error as DataError {
      #expect(error.file == path)
    }
  }

  @Test("The bottom row of the picture is row 0 of the image; transparent pixels are missing")
  func image() {
    let picture = PNGImage(
      width: 2, height: 2, layout: .greyAlpha,
      samples: .eight([1, 255, 2, 255, 3, 255, 4, 0]))
    let image = Image(picture)
    #expect(image[0, 0, 0] == 3)
    #expect(image[0, 0, 1].isNaN)
    #expect(image.mask?[1] == PixelFlags.missing.rawValue)
    #expect(image[0, 1, 0] == 1 && image[0, 1, 1] == 2)
  }
}
