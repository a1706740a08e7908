import OrreryKit

/// Erases a square at a random place, the same in all channels (DeVries & Taylor 2017,
/// arXiv:1708.04552).
struct EraseCutOut: ImageAugmentation {
  var size = 12
  var probability = 0.5

  static let info = describe(
    "erase-cut-out", "Erases a square at a random place.",
    [Setting("size", "Side of the square", unit: "pixel", range: 1...4096)],
    missingData: "The square becomes NaN, masked as erased.", reference: "arXiv:1708.04552")

  func augment(_ image: inout Image, of object: inout SkyObject, random: inout RandomStream) {
    let centreX = Int(random.uniform(0, Double(image.width)))
    let centreY = Int(random.uniform(0, Double(image.height)))
    let columns = max(0, centreX - size / 2)..<min(image.width, centreX - size / 2 + size)
    let rows = max(0, centreY - size / 2)..<min(image.height, centreY - size / 2 + size)
    for channel in 0..<image.channels {
      for y in rows {
        for x in columns { image.erase((channel * image.height + y) * image.width + x) }
      }
    }
  }
}
