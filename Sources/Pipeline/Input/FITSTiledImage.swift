import OrreryKit

/// An image of a FITS file, of which regions are read when they are asked for.
struct FITSTiledImage: TiledImage {
  let height: Int
  let width: Int
  let object: SkyObject
  private let fits: FITSFile
  private let hdu: Int
  private let bands: [String]

  init(_ fits: FITSFile, _ hdu: HDU, plan: InputPlan, id: String) throws {
    (height, width) = (hdu.height, hdu.width)
    self.fits = fits
    self.hdu = hdu.index
    bands = plan.bands
    // One pixel says all but the pixels.
    let corner = try fits.readImage(hdu.index, region: PixelRegion(x: 0..<1, y: 0..<1))
    var image = try ImageInput.select(bands, of: corner, fits.path)
    (image.pixels, image.mask, image.height, image.width) = ([], nil, 0, 0)
    image.header = hdu.header
    image.wcs = try? WCS(hdu.header)
    var object = ImageInput.object(image, height: hdu.height, width: hdu.width, fits.path)
    object.id = id
    self.object = object
  }

  func read(_ region: PixelRegion) throws -> SkyObject {
    var result = object
    var image = try ImageInput.select(
      bands, of: fits.readImage(hdu, region: region), fits.path)
    if let whole = object.image { (image.header, image.wcs) = (whole.header, whole.wcs) }
    result.image = image
    return result
  }
}
