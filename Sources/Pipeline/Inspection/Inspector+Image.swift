import Foundation
import OrreryKit

extension Inspector {
  /// Planes up to which a cube is one image; longer ones are stacks of entries.
  private static let planeLimit = 16

  func inspect(
    image index: Int, of file: FITSFile, _ request: InspectionRequest, _ bytes: Int
  ) throws -> Result {
    let hdu = file.hdus[index]
    var planes: Range<Int>?
    var entry: (Int, of: Int)?
    let isStack = hdu.shape.count > 3 || hdu.planeCount > Self.planeLimit || request.row != nil
    if isStack, hdu.shape.count > 2, let entries = hdu.shape.first, entries > 0 {
      let row = request.row ?? 0
      guard (0..<entries).contains(row) else {
        throw InspectionRefusal("no entry \(row): there are \(entries), from 0", file: request.file)
      }
      let each = hdu.planeCount / entries
      planes = row * each..<(row + 1) * each
      entry = (row, entries)
    } else if let row = request.row, row != 0 {
      throw InspectionRefusal("no entry \(row): HDU \(index) is one image", file: request.file)
    }
    let image = try file.readImage(index, planes: planes)
    var result = try inspect(
      image, request, bytes, units: Self.units(file, shown: index), header: file.hdus[0].header)
    result.facts.entry = entry?.0
    result.facts.entries = entry?.of
    return result
  }

  func inspect(
    picture: PNGImage, _ request: InspectionRequest, _ bytes: Int
  ) throws -> Result {
    let image = Image(picture)
    return try inspect(image, request, bytes, units: [], header: image.header)
  }

  private func inspect(
    _ whole: Image, _ request: InspectionRequest, _ bytes: Int, units: [Inspection.Unit],
    header primary: Header
  ) throws -> Result {
    let region = try region(of: whole, request)
    let image = region.map { whole.cutOut($0) } ?? whole
    var facts = Inspection(
      request, bytes: bytes, kind: DataKind.image.rawValue, name: image.name, units: units)
    facts.region = region
    if image.wcs == nil {
      do { _ = try WCS(image.header) } catch {
        facts.warnings.append("sky coordinates cannot be used: \(error)".printable)
      }
    }
    facts.sky = image.wcs.flatMap { Self.sky($0, image) }
    facts.facts = HeaderFacts.read([image.header, primary], hasSky: facts.sky != nil)
    if units.isEmpty {
      facts.facts.append(
        .init(name: "Picture", value: "\(image.width) × \(image.height), \(image.channels) planes"))
    }
    facts.statistics = (0..<image.channels).map { Inspection.Statistics(image, channel: $0) }
    var result = Result(facts: facts, content: .image(image))
    try predict(.image(whole), request, into: &result)
    return result
  }

  private static func sky(_ wcs: WCS, _ image: Image) -> Inspection.Sky? {
    let centre = (x: Double(image.width - 1) / 2, y: Double(image.height - 1) / 2)
    guard let position = wcs.sky(x: centre.x, y: centre.y) else { return nil }
    let orientation = wcs.orientation(x: centre.x, y: centre.y)
    return Inspection.Sky(
      ra: position.ra, dec: position.dec, pixelScale: orientation?.pixelScale,
      positionAngle: orientation?.positionAngle, isMirrored: orientation?.isMirrored,
      projection: wcs.projectionCode)
  }

  /// The pixels that are asked for; `nil` where no place is named.
  private func region(
    of image: Image, _ request: InspectionRequest
  ) throws -> PixelRegion? {
    var centre = request.pixel
    if let position = request.position {
      guard let wcs = image.wcs else {
        throw InspectionRefusal("the image has no sky coordinates", file: request.file)
      }
      guard let pixel = wcs.pixel(of: position) else {
        throw InspectionRefusal("the position has no pixel here", file: request.file)
      }
      centre = SIMD2(pixel.x, pixel.y)
    }
    guard let centre else { return nil }
    let limits = (x: Double(image.width) - 0.5, y: Double(image.height) - 0.5)
    guard centre.x >= -0.5, centre.y >= -0.5, centre.x < limits.x, centre.y < limits.y else {
      throw InspectionRefusal(
        String(format: "pixel (%.1f, %.1f) lies outside the image of ", centre.x, centre.y)
          + "\(image.width) × \(image.height)", file: request.file)
    }
    return PixelRegion(
      centerX: centre.x, centerY: centre.y, width: request.size, height: request.size)
  }
}
