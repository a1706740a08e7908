import AstroData
import TestSupport
import Testing

@Suite(.enabled(if: RealData.isPresent))
struct WCSRealFileTests {
  @Test("Real headers give astropy's positions to 1e-9 degree", arguments: WCSReference.real)
  func agreement(_ reference: WCSReference) throws {
    let file = try FITSFile(opening: RealData.path(reference.file ?? ""))
    let wcs = try #require(try WCS(file.hdus[reference.hdu ?? 0].header))
    WCSTests.check(wcs, reference)
    WCSTests.check(try #require(try WCS(wcs.header)), reference)
  }

  @Test(
    "Axes that are not a map of the sky give no world coordinates",
    arguments: [
      ("fits-corner-cases/fixed-1890.fits", 0), ("fits-corner-cases/midas-tst0001.fits", 0),
      ("fits-corner-cases/o4sp040b0_raw.fits", 1), ("images/ntt-emmi-field.fits", 0),
      ("spectra/radio-hco-plus.fits", 0),
    ])
  func none(_ name: String, hdu: Int) throws {
    let file = try FITSFile(opening: RealData.path(name))
    #expect(try WCS(file.hdus[hdu].header) == nil)
  }

  @Test("DECam's scale is that of the camera, and this cut-out is a mirror image")
  func orientation() throws {
    let image = try FITSFile(opening: RealData.path("images/decam-r.fits")).readImage()
    let wcs = try #require(image.wcs)
    #expect(abs(wcs.pixelScale - 0.2626) < 0.001)
    let orientation = try #require(wcs.orientation(x: 256, y: 256))
    #expect(abs(orientation.pixelScale - wcs.pixelScale) < 0.005)
    #expect(orientation.isMirrored)
    #expect(abs(orientation.positionAngle - 154.454) < 0.01)
  }

  @Test(
    "A region that is read has the sky of the same pixels of the whole",
    arguments: ["images/decam-r.fits", "fits-corner-cases/midas-wcstest.fits"])
  func region(_ name: String) throws {
    let file = try FITSFile(opening: RealData.path(name))
    let whole = try #require(try file.readImage().wcs)
    let part = try #require(
      try file.readImage(region: PixelRegion(x: 100..<164, y: 31..<95)).wcs)
    let cropped = whole.cropped(to: PixelRegion(x: 100..<164, y: 31..<95))
    for (x, y) in [(0.0, 0.0), (63, 20), (10, 63)] {
      let (a, b) = (part.native(x: x, y: y), cropped.native(x: x, y: y))
      #expect(abs((a?.longitude ?? .nan) - (b?.longitude ?? 0)) < 1e-11)
      #expect(abs((a?.latitude ?? .nan) - (b?.latitude ?? 0)) < 1e-11)
    }
  }
}
