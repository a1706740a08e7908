import OrreryKit

/// Takes one random channel away, as when a band was not observed.
struct DropChannel: ImageAugmentation {
  var probability = 0.5

  static let info = describe(
    "drop-channel", "Takes one random channel away, as when a band was not observed.", [],
    missingData: "The channel becomes NaN, masked as erased; a single channel is never dropped.")

  func augment(_ image: inout Image, of object: inout SkyObject, random: inout RandomStream) {
    let channel = Int(random.uniform(0, Double(image.channels)))
    guard image.channels > 1 else { return }
    for index in image.planeRange(channel) { image.erase(index) }
  }
}
