import Foundation
import Testing

@testable import AstroData

/// Small files made by astropy 8.0.2: HDU 1 is compressed, HDU 2 holds what astropy read from it.
struct CompressedImageTests {
  static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden")
    .path

  static let names = [
    "gzip-2-lossless-float64", "gzip-2-quantised", "hcompress-float", "hcompress-smooth", "plio",
    "rice-dither-1", "rice-dither-2", "rice-uint16-cube", "rice-uint8",
  ]

  private func file(_ name: String) throws -> FITSFile {
    try FITSFile(opening: Self.folder + "/" + name + ".fits")
  }

  @Test("Compressed pixels are those that astropy reads, to the bit", arguments: names)
  func pixels(_ name: String) throws {
    let file = try file(name)
    let decoded = try file.readImage(1)
    let truth = try file.readImage(2)
    #expect(decoded.pixels.map(\.bitPattern) == truth.pixels.map(\.bitPattern))
    #expect(decoded.mask == truth.mask)
  }

  @Test("A region of a compressed image is the same part of the whole", arguments: names)
  func region(_ name: String) throws {
    let file = try file(name)
    let region = PixelRegion(x: 5..<23, y: 14..<31)
    let part = try file.readImage(1, region: region)
    let truth = try file.readImage(2, region: region)
    #expect(part.pixels.map(\.bitPattern) == truth.pixels.map(\.bitPattern))
  }

  @Test("The header is that of the image, not of the table around it")
  func header() throws {
    let hdu = try file("rice-uint16-cube").hdus[1]
    #expect(hdu.kind == .compressedImage)
    #expect(hdu.header.string("XTENSION") == "IMAGE")
    #expect(hdu.header.integer("NAXIS3") == 2)
    #expect(hdu.header["ZCMPTYPE"] == nil && hdu.header["TFORM1"] == nil)
  }

  @Test("Damaged tiles are errors or other pixels, never a crash", arguments: names)
  func damage(_ name: String) throws {
    let bytes = [UInt8](
      try #require(FileManager.default.contents(atPath: Self.folder + "/" + name + ".fits")))
    let hdu = try FITSFile(data: bytes).hdus[1]
    var state: UInt64 = 1
    for _ in 0..<60 {
      var broken = bytes
      for _ in 0..<3 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let position = hdu.dataOffset + Int(state >> 33) % hdu.dataSize
        broken[position] = UInt8(truncatingIfNeeded: state >> 20)
      }
      do {
        _ = try FITSFile(data: broken).readImage(1)
      } catch let error as DataError {
        #expect(error.hdu == 1)
      }
    }
  }
}
