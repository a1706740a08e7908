import OrreryKit

/// Takes one plane out of a cube.
struct SelectPlane: ImageStage {
  var plane = 0

  static let info = StageInfo(
    name: "select-plane", summary: "Keeps one plane of a cube.",
    category: .preparation, accepts: [.image],
    settings: [Setting("plane", "Number of the plane, from 0", range: 0...1e6)],
    missingData: "NaN and masked pixels stay as they are.")

  /// - Throws: `DataError` where the cube has no such plane.
  func process(_ image: inout Image, of object: inout SkyObject) throws {
    object.flagDegenerate(image)
    guard plane < image.channels else {
      throw DataError(
        .missing,
        "select-plane: \(object.id) has \(image.channels) planes, no plane \(plane) counted from 0")
    }
    let channels = image.channels
    image.keep(channels: [plane])
    for (name, layer) in object.layers where layer.channels == channels {
      object.layers[name]?.keep(channels: [plane])
    }
    if channels > 1 { object.history.append("select-plane: plane \(plane) of \(channels)") }
  }
}
