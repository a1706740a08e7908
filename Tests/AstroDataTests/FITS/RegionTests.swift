import Foundation
import TestSupport
import Testing

@testable import AstroData

struct RegionTests {
  private func ramp() throws -> FITSFile {
    var writer = FITSWriter()
    writer.append(
      .int16((0..<120).map { Int16($0) }), shape: [2, 2, 5, 6],
      header: Header([Card("CTYPE1", "LINEAR"), Card("CRPIX1", 3), Card("CRPIX2A", 2.5)]))
    return try FITSFile(data: writer.data)
  }

  @Test("A region of some planes is that part of the whole")
  func region() throws {
    let image = try ramp().readImage(region: PixelRegion(x: 1..<4, y: 2..<4), planes: 1..<3)
    #expect((image.channels, image.height, image.width) == (2, 2, 3))
    #expect(image.pixels == [43, 44, 45, 49, 50, 51, 73, 74, 75, 79, 80, 81])
  }

  @Test("The reference pixel moves with the origin and NAXIS tells the new shape")
  func referencePixel() throws {
    let image = try ramp().readImage(region: PixelRegion(x: 1..<4, y: 2..<4), planes: 0..<1)
    #expect(image.header.double("CRPIX1") == 2)
    #expect(image.header.double("CRPIX2A") == 0.5)
    #expect(image.header.integer("NAXIS") == 2)
    #expect(image.header.integer("NAXIS1") == 3)
    #expect(image.header["NAXIS3"] == nil)
  }

  @Test("A region outside the image is an error that tells the image's size")
  func outside() throws {
    let file = try ramp()
    for region in [
      PixelRegion(x: 0..<7, y: 0..<1), PixelRegion(x: -1..<2, y: 0..<1),
      PixelRegion(x: 0..<1, y: 5..<6), PixelRegion(x: 2..<2, y: 0..<1),
      PixelRegion(x: Int.min..<Int.max, y: 0..<1),
    ] {
      let error = #expect(throws: DataError.self) { try file.readImage(region: region) }
      #expect(error?.reason.contains("6 × 5") == true)
    }
    #expect(throws: DataError.self) { try file.readImage(planes: 3..<5) }
    #expect(throws: DataError.self) { try file.readImage(7) }
  }

  @Test(
    "One galaxy of a gzip stack is read by its planes",
    .enabled(if: RealData.isPresent, "the real data are not here"))
  func stack() throws {
    let file = try FITSFile(opening: RealData.path("galaxies/gz1-train.fits.gz"))
    #expect(file.hdus[0].shape == [587, 3, 64, 64])
    let galaxy = try file.readImage(planes: 3 * 100..<3 * 101)
    #expect((galaxy.channels, galaxy.height, galaxy.width) == (3, 64, 64))
    #expect(galaxy.mask == nil)
  }

  @Test("A constant image is filled with its value")
  func constant() throws {
    let bytes = HostileFileTests.image([
      "BITPIX  = 16", "NAXIS   = 0", "NPIX1   = 3", "NPIX2   = 2", "PIXVALUE= 4.5",
    ])
    let image = try FITSFile(data: bytes).readImage()
    #expect(image.pixels == [Float](repeating: 4.5, count: 6))
    #expect((image.height, image.width) == (2, 3))
  }
}
