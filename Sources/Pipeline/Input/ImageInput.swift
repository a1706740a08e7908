import OrreryKit

/// Images from FITS files: one of each unit that is asked for, or of each entry of a stack.
enum ImageInput {
  /// - Parameter contents: of the file, where it has been read already.
  static func open(
    _ file: InputSource.File, plan: InputPlan, contents: [UInt8]? = nil
  ) throws -> ObjectReader {
    // What is packed is told apart where the file is opened.
    let plain = contents.flatMap { $0.starts(with: "SIMPLE".utf8) ? $0 : nil }
    let fits =
      try plain.map { try FITSFile(data: $0, name: file.path) } ?? FITSFile(opening: file.path)
    let units = try choose(fits, plan.unit)
    if let targets = plan.targets {
      guard units.count == 1, let hdu = units.first else {
        throw DataError(
          .invalidValue, "positions are of one HDU; name it with `hdu`", file: file.path)
      }
      return try TargetInput.open(file, hdu, of: fits, plan: plan, targets)
    }
    if plan.isStack {
      guard units.count == 1, let hdu = units.first else {
        throw DataError(.invalidValue, "a stack is one HDU; name it with `hdu`", file: file.path)
      }
      return try stack(fits, hdu, file, plan)
    }
    for hdu in units where hdu.shape.count > 3 && hdu.planeCount > 1 {
      let axes = hdu.shape.map(String.init).joined(separator: " × ")
      throw DataError(
        .invalidValue, "has \(axes) pixels; say `stack: true` where each is an object",
        file: file.path, hdu: hdu.index)
    }
    let ids = units.count == 1 ? [file.id] : units.map { "\(file.id)-hdu\($0.index)" }
    return ObjectReader(path: file.path, ids: ids) { entry in
      let image = try select(plan.bands, of: fits.readImage(units[entry].index), fits.path)
      return object(image, height: image.height, width: image.width, fits.path)
    } wide: { entry in
      wide(fits, units[entry], plan)
    }
  }

  /// The size of an image, and the way to it region by region.
  private static func wide(_ fits: FITSFile, _ hdu: HDU, _ plan: InputPlan) -> WideImage {
    let obstacle =
      fits.isInflated
      ? "it is a gzip file, which is inflated into memory: unpack it first" : nil
    return WideImage(
      height: hdu.height, width: hdu.width, pixels: hdu.pixelCount, obstacle: obstacle
    ) { id in
      try FITSTiledImage(fits, hdu, plan: plan, id: id)
    }
  }

  private static func choose(_ fits: FITSFile, _ unit: InputPlan.Unit) throws -> [HDU] {
    func isPicture(_ hdu: HDU) -> Bool { hdu.hasImage && hdu.shape.count >= 2 }
    switch unit {
    case .first:
      if let hdu = fits.hdus.first(where: isPicture) { return [hdu] }
      throw DataError(.missing, "no HDU has an image of two or more axes", file: fits.path)
    case .every:
      let hdus = fits.hdus.filter(isPicture)
      if !hdus.isEmpty { return hdus }
      throw DataError(.missing, "no HDU has an image of two or more axes", file: fits.path)
    case .number(let number):
      guard fits.hdus.indices.contains(number) else {
        throw DataError(
          .missing, "no HDU \(number); the file has \(fits.hdus.count)", file: fits.path)
      }
      guard isPicture(fits.hdus[number]) else {
        throw DataError(.missing, "has no image", file: fits.path, hdu: number)
      }
      return [fits.hdus[number]]
    case .name(let name):
      guard let hdu = fits.hdu(named: name), isPicture(hdu) else {
        let names = fits.hdus.filter(isPicture).map(\.name).filter { !$0.isEmpty }
        throw DataError(
          .missing, "no image HDU '\(name)'" + NearestNames.suggestion(for: name, among: names),
          file: fits.path)
      }
      return [hdu]
    }
  }

  /// Entries of the slowest axis: `[n, height, width]` or `[n, channels, height, width]`.
  private static func stack(
    _ fits: FITSFile, _ hdu: HDU, _ file: InputSource.File, _ plan: InputPlan
  ) throws -> ObjectReader {
    guard hdu.shape.count == 3 || hdu.shape.count == 4, let count = hdu.shape.first, count > 0
    else {
      throw DataError(
        .invalidValue, "is no stack: it has \(hdu.shape.count) axes, not 3 or 4", file: file.path,
        hdu: hdu.index)
    }
    let planes = hdu.planeCount / count
    let digits = max(5, String(count - 1).count)
    let ids = (0..<count).map { entry in
      let number = String(entry)
      return "\(file.id)-" + String(repeating: "0", count: digits - number.count) + number
    }
    let index = hdu.index
    return ObjectReader(path: file.path, ids: ids) { entry in
      let read = try fits.readImage(index, planes: entry * planes..<(entry + 1) * planes)
      let image = try select(plan.bands, of: read, fits.path)
      return object(image, height: image.height, width: image.width, fits.path)
    }
  }

  /// - Parameter height: of the whole image, as `width`.
  static func object(_ image: Image, height: Int, width: Int, _ path: String) -> SkyObject {
    var object = SkyObject(id: "", origin: path, content: .image(image))
    if let wcs = image.wcs {
      object.position = wcs.centre(width: width, height: height)
    } else {
      do { _ = try WCS(image.header) } catch { object.flag(.noWCS) }
    }
    return object
  }

  /// Numbers select planes; names select named planes, or name those of an image that has none.
  static func select(_ bands: [String], of image: Image, _ path: String) throws -> Image {
    if bands.isEmpty { return image }
    var result = image
    let numbers = bands.compactMap { Int($0) }
    if numbers.count < bands.count && image.bands.isEmpty {
      guard bands.count == image.channels else {
        throw DataError(
          .invalidValue, "\(bands.count) bands are named, the image has \(image.channels) planes",
          file: path)
      }
      result.bands = bands
      return result
    }
    let planes = try bands.enumerated().map { place, band -> Int in
      let plane =
        numbers.count == bands.count ? numbers[place] : image.bands.firstIndex(of: band) ?? -1
      guard (0..<image.channels).contains(plane) else {
        throw DataError(
          .missing,
          "no band '\(band)' among \(image.channels) planes"
            + NearestNames.suggestion(for: band, among: image.bands, listing: false), file: path)
      }
      return plane
    }
    result.pixels = planes.flatMap { image.pixels[image.planeRange($0)] }
    result.mask = image.mask.map { mask in planes.flatMap { mask[image.planeRange($0)] } }
    result.uncertainty = image.uncertainty.map { sigma in
      planes.flatMap { sigma[image.planeRange($0)] }
    }
    result.bands = image.bands.isEmpty ? [] : planes.map { image.bands[$0] }
    result.channels = planes.count
    return result
  }
}
