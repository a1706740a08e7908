import OrreryKit

/// Brings an image to a square of given size.
struct ResizeImage: ImageStage {
  enum Method: String, Codable, CaseIterable { case auto, area, linear }
  enum Conserve: String, Codable, CaseIterable { case brightness, flux }
  enum Aspect: String, Codable, CaseIterable { case keep, stretch }

  var size = 64
  var method = Method.auto
  var conserve = Conserve.brightness
  var aspect = Aspect.keep

  static let info = StageInfo(
    name: "resize-image", summary: "Resamples the image to a square of this many pixels.",
    category: .preparation, accepts: [.image],
    settings: [
      Setting("size", "Side of the square", unit: "pixel", range: 1...8192),
      Setting(
        "method",
        "By shared area, linear between pixels, or the one that fits: area to shrink, else linear",
        choices: Method.allCases.map(\.rawValue)),
      Setting(
        "conserve", "What stays: the surface brightness or the flux",
        choices: Conserve.allCases.map(\.rawValue)),
      Setting(
        "aspect", "An image that is not square: padded with missing pixels, or stretched",
        choices: Aspect.allCases.map(\.rawValue)),
    ],
    missingData:
      "NaN and masked pixels do not count; a pixel with less than half good weight is NaN.")

  func process(_ image: inout Image, of object: inout SkyObject) {
    object.flagDegenerate(image)
    if aspect == .keep, image.width != image.height {
      let side = max(image.width, image.height)
      object.reframe(&image, to: image.centralRegion(width: side, height: side))
      object.flag(.edge)
      object.history.append("resize-image: padded to a square of \(side) pixels")
    }
    guard image.width != size || image.height != size else { return }
    let resampling: Resampling =
      switch method {
      case .auto: .auto(from: max(image.width, image.height), to: size)
      case .area: .area
      case .linear: .linear
      }
    let before = "\(image.width) x \(image.height)"
    object.resample(
      &image, width: size, height: size, by: resampling, conservesFlux: conserve == .flux)
    object.history.append("resize-image: \(before) to \(size) x \(size) pixels")
  }
}
