import OrreryKit
import Stages

/// Stamps at given places on the sky: of an image only the pixels of each stamp are read.
enum TargetInput {
  /// - Throws: `DataError` where the image has no usable world coordinates.
  static func open(
    _ file: InputSource.File, _ hdu: HDU, of fits: FITSFile, plan: InputPlan, _ list: TargetList
  ) throws -> ObjectReader {
    guard let wcs = try WCS(hdu.header) else {
      throw DataError(
        .missing, "has no world coordinates to find positions by", file: file.path, hdu: hdu.index)
    }
    let pixels = wcs.pixels(of: list.targets.map(\.position))
    let isOnly = plan.files.count == 1
    // Of several images each has its own part of the list; of one, a place outside is a failure.
    let places = pixels.indices.filter { place in
      isOnly || pixels[place].map { isInside($0, hdu) } ?? false
    }
    let digits = max(5, String(list.targets.count).count)
    let ids = places.map { place in
      let name = list.targets[place].name
      if !name.isEmpty { return name }
      let number = String(place + 1)
      return "\(file.id)-" + String(repeating: "0", count: digits - number.count) + number
    }
    let (index, size) = (hdu.index, list.size)
    return ObjectReader(path: file.path, ids: ids) { entry in
      let place = places[entry]
      let position = list.targets[place].position
      guard let pixel = pixels[place], isInside(pixel, hdu) else {
        throw DataError(
          .missing, "lies outside the image, at \(position.ra), \(position.dec) degrees")
      }
      let region = PixelRegion(centerX: pixel.x, centerY: pixel.y, width: size, height: size)
      let stamp = try stamp(region, index, of: fits, hdu)
      var object = SkyObject(id: "", origin: fits.path, content: .image(stamp))
      object.image = try ImageInput.select(plan.bands, of: stamp, fits.path)
      object.position = position
      object.pixel = (pixel.x, pixel.y)
      if let mask = stamp.mask, mask.contains(where: { $0 & PixelFlags.outside.rawValue != 0 }) {
        object.flag(.edge)
      }
      return object
    }
  }

  private static func isInside(_ pixel: SIMD2<Double>, _ hdu: HDU) -> Bool {
    pixel.x >= -0.5 && pixel.y >= -0.5 && pixel.x < Double(hdu.width) - 0.5
      && pixel.y < Double(hdu.height) - 0.5
  }

  /// The pixels of a region that may reach over the border: what lies outside is NaN, flagged so.
  private static func stamp(
    _ region: PixelRegion, _ index: Int, of fits: FITSFile, _ hdu: HDU
  ) throws -> Image {
    let inside = PixelRegion(
      x: region.x.clamped(to: 0..<hdu.width), y: region.y.clamped(to: 0..<hdu.height))
    let image = try fits.readImage(index, region: inside)
    if inside == region { return image }
    let (x, y) = (inside.x.lowerBound, inside.y.lowerBound)
    return image.cutOut(
      PixelRegion(
        x: region.x.lowerBound - x..<region.x.upperBound - x,
        y: region.y.lowerBound - y..<region.y.upperBound - y))
  }
}
