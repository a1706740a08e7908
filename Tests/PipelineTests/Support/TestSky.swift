import Foundation
import OrreryKit

/// Small FITS files with sources at known places.
enum TestSky {
  /// Gaussian sources on a flat noisy sky, with a TAN solution of 0.5 arcsec a pixel.
  static func field(
    size: Int = 128, sources: [(x: Double, y: Double, flux: Double)], seed: UInt64 = 1
  ) throws -> Image {
    var random = RandomStream(seed: seed, key: "sky")
    var image = Image(repeating: 0, height: size, width: size)
    for index in image.pixels.indices { image.pixels[index] = Float(100 + random.normal()) }
    for source in sources {
      for y in 0..<size {
        for x in 0..<size {
          let square = pow(Double(x) - source.x, 2) + pow(Double(y) - source.y, 2)
          image[0, y, x] += Float(source.flux * exp(-square / 8) / (8 * .pi))
        }
      }
    }
    image.unit = "adu"
    image.header = Header([
      Card("OBJECT", "test field"), Card("CTYPE1", "RA---TAN"), Card("CTYPE2", "DEC--TAN"),
      Card("CRPIX1", 64.5), Card("CRPIX2", 64.5), Card("CRVAL1", 150.0), Card("CRVAL2", 2.2),
      Card("CDELT1", .real(-0.5 / 3600)), Card("CDELT2", .real(0.5 / 3600)), Card("CUNIT1", "deg"),
      Card("CUNIT2", "deg"),
    ])
    image.wcs = try WCS(image.header)
    return image
  }

  static func bytes(_ image: Image) throws -> [UInt8] {
    var file = FITSWriter()
    try file.append(image)
    return file.data
  }

  /// A stamp whose pixels rise from `low` to `high`.
  static func ramp(_ low: Float, _ high: Float, side: Int = 8) -> Image {
    let count = side * side
    return Image(
      pixels: (0..<count).map { low + (high - low) * Float($0) / Float(count - 1) }, height: side,
      width: side)
  }
}
