import OrreryKit

/// A stage of a plug-in that is loaded at run time: multiplies every pixel.
struct MultiplyPixels: Stage {
  var factor = 2.0

  static var info: StageInfo {
    StageInfo(
      name: "fixture/multiply-pixels", summary: "Multiplies every pixel by a factor.",
      category: .preparation, accepts: [.image],
      settings: [Setting("factor", "What to multiply by")], missingData: "NaN stays NaN.")
  }

  func run(_ object: SkyObject, random: inout RandomStream) throws -> SkyObject {
    var object = object
    if var image = object.image {
      for index in image.pixels.indices { image.pixels[index] *= Float(factor) }
      object.image = image
    }
    return object
  }
}

@c(orrery_plugin_register)
public func orreryPluginRegister(
  _ hostABI: UInt32, _ registrar: UnsafeMutableRawPointer
) -> Int32 {
  PluginEntry.run(hostABI, registrar) {
    try $0.register(MultiplyPixels.self)
    try $0.register(GeneralisedCrossEntropy.self)
    try $0.register(PurityAtLimit.self)
  }
}
