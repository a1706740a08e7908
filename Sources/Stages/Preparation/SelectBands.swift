import OrreryKit

/// Takes some channels, in a given order.
struct SelectBands: ImageStage {
  var bands: [String] = []

  static let info = StageInfo(
    name: "select-bands", summary: "Keeps these channels, in this order.",
    category: .preparation, accepts: [.image],
    settings: [
      Setting("bands", "Channels by name or number from 0; all of them where the list is empty")
    ],
    missingData: "NaN and masked pixels stay as they are.")

  /// - Throws: `DataError` where the image has no such channel.
  func process(_ image: inout Image, of object: inout SkyObject) throws {
    object.flagDegenerate(image)
    guard !bands.isEmpty else { return }
    let chosen = try bands.map { try image.channel(named: $0, for: Self.self) }
    let channels = image.channels
    image.keep(channels: chosen)
    for (name, layer) in object.layers where layer.channels == channels {
      object.layers[name]?.keep(channels: chosen)
    }
    object.history.append("select-bands: \(bands.joined(separator: ", "))")
  }
}

extension Image {
  /// Keeps these channels in this order.
  mutating func keep(channels chosen: [Int]) {
    func pick<Value>(_ values: [Value]) -> [Value] {
      chosen.flatMap { values[planeRange($0)] }
    }
    let old = bands
    pixels = pick(pixels)
    mask = mask.map(pick)
    uncertainty = uncertainty.map(pick)
    bands = old.count == channels ? chosen.map { old[$0] } : []
    channels = chosen.count
  }
}
