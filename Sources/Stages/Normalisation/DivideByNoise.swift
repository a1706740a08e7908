import OrreryKit

/// Brings pixels to units of their own noise: what is 3 is three standard deviations of the sky
/// there, whatever camera, exposure and sky.
///
/// The noise stays as a layer, so that a model can give fluxes in the image's unit.
struct DivideByNoise: ImageStage {
  static let info = StageInfo(
    name: "divide-by-noise",
    summary: "Divides each pixel by the noise of the sky there.",
    category: .normalisation, accepts: [.image], requires: ["noise"],
    missingData:
      "NaN stays NaN; a pixel without a noise above 0 becomes missing. An image without any noise "
      + "becomes 0 and is flagged as constant.")

  /// - Throws: `DataError` where there is no noise layer of the image's shape.
  func process(_ image: inout Image, of object: inout SkyObject) throws {
    object.flagDegenerate(image)
    let isKnown = try noise(of: image, object).map { plane in plane.contains { $0 > 0 } }
    try divide(&image, of: object, isKnown)
    record(isKnown, of: &object)
  }

  /// The noise of each channel.
  func noise(of image: Image, _ object: SkyObject) throws -> [ArraySlice<Float>] {
    guard let noise = object.layers["noise"], noise.pixels.count == image.pixels.count else {
      throw DataError(
        .missing,
        "divide-by-noise: \(object.id) has no noise layer of its shape; put subtract-background "
          + "before")
    }
    return (0..<image.channels).map { noise.pixels[image.planeRange($0)] }
  }

  /// - Parameter isKnown: of each channel, whether any pixel of the whole image has a noise above 0.
  func divide(_ image: inout Image, of object: SkyObject, _ isKnown: [Bool]) throws {
    for (channel, scales) in try noise(of: image, object).enumerated() {
      let range = image.planeRange(channel)
      guard isKnown[channel] else {
        image.flatten(in: range)
        continue
      }
      // Out of the image for the time being: each access through it costs more than the division.
      var pixels = image.pixels
      var uncertainty = image.uncertainty
      image.pixels = []
      image.uncertainty = nil
      var lost: [Int] = []
      for index in range {
        let scale = scales[index]
        if scale > 0 {
          pixels[index] /= scale
        } else {
          pixels[index] = .nan
          lost.append(index)
        }
      }
      if uncertainty != nil {
        for index in range where scales[index] > 0 { uncertainty?[index] /= scales[index] }
      }
      image.pixels = pixels
      image.uncertainty = uncertainty
      for index in lost { image.flag(index, .missing) }
    }
    image.unit = nil
  }

  func record(_ isKnown: [Bool], of object: inout SkyObject) {
    // One pixel of each channel says which it is.
    let place = Image(repeating: 0, channels: isKnown.count, height: 1, width: 1)
    for channel in isKnown.indices where !isKnown[channel] {
      object.notesFlat(place.planeRange(channel), of: place, by: Self.self)
    }
    object.history.append("divide-by-noise: in units of the sky's standard deviation")
  }
}
