import OrreryKit

/// Takes the median of its good pixels off every plane of an image.
public struct StageTemplate: Stage {
  /// What a description may change; every key stands in `info.settings` too.
  public var share = 1.0

  public init() {}

  public static let info = StageInfo(
    name: "author/stage-template", summary: "Takes the median off every plane.",
    category: .normalisation, accepts: [.image],
    settings: [Setting("share", "How much of the median is taken off", range: 0...1)],
    missingData: "NaN and masked pixels do not count; NaN stays NaN.")

  public func run(_ object: SkyObject, random: inout RandomStream) throws -> SkyObject {
    guard var image = object.image else { return object }
    for channel in 0..<image.channels {
      let plane = image.planeRange(channel)
      let good = plane.filter(image.isGood).map { image.pixels[$0] }.sorted()
      guard !good.isEmpty else { continue }
      let level = Float(share) * good[good.count / 2]
      for index in plane { image.pixels[index] -= level }
    }
    var object = object
    object.image = image
    object.history.append("\(Self.info.name): \(share) of the median")
    return object
  }
}
