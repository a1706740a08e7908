import OrreryKit

extension Image {
  /// One plane with NaN where a pixel is missing or masked.
  func goodPlane(_ channel: Int) -> [Float] {
    var plane = Array(pixels[planeRange(channel)])
    for index in plane.indices where !isGood(channel * planeSize + index) { plane[index] = .nan }
    return plane
  }

  /// The good pixels of a range, for statistics.
  func goodValues(in range: Range<Int>) -> [Float] {
    guard let mask else {
      let values = pixels[range]
      return values.allSatisfy { $0.isFinite } ? Array(values) : values.filter { $0.isFinite }
    }
    var values: [Float] = []
    values.reserveCapacity(range.count)
    for index in range where mask[index] == 0 && pixels[index].isFinite {
      values.append(pixels[index])
    }
    return values
  }

  /// An image on the same sky with other values and nothing masked, to be kept as a layer.
  func layer(_ pixels: [Float], channels: Int, name: String) -> Image {
    var layer = Image(
      pixels: pixels, channels: channels, height: height, width: width, header: header, name: name)
    layer.unit = unit
    layer.wcs = wcs
    if channels == self.channels { layer.bands = bands }
    return layer
  }

  /// The channel that a setting names, by band or by number from 0.
  /// - Throws: `DataError` (`missing`) where there is none, with the names there are.
  func channel(named name: String, for stage: any Stage.Type) throws -> Int {
    if let index = bands.firstIndex(of: name) { return index }
    if let index = Int(name), (0..<channels).contains(index) { return index }
    let known = bands.isEmpty ? "0 to \(channels - 1)" : bands.joined(separator: ", ")
    throw DataError(.missing, "\(stage.info.name): no band '\(name)'; there are: \(known)")
  }
}
