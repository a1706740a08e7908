import Foundation
import OrreryKit

/// A plug-in with the fault that `ORRERY_FAULT` names, for the tests of what Orrery does about it.
@c(orrery_plugin_register)
public func orreryPluginRegister(
  _ hostABI: UInt32, _ registrar: UnsafeMutableRawPointer
) -> Int32 {
  PluginEntry.run(hostABI, registrar) { registrar in
    switch ProcessInfo.processInfo.environment["ORRERY_FAULT"] {
    case "crash": fatalError("boom in registration")
    case "throw": throw DataError(.missing, "no table of filters beside the library")
    case "duplicate": try registrar.register(TwiceRegistered.self)
    case "name": try registrar.register(LoudName.self)
    case "nothing": break
    case "trap": try registrar.register(TrappingStage.self)
    case "moody":
      try registrar.register(MoodyStage.self)
      try registrar.register(MoodyModel.self)
    default: try registrar.register(ForgetfulStage.self)
    }
  }
}

/// Takes the name of a built-in stage.
struct TwiceRegistered: Stage {
  static var info: StageInfo {
    StageInfo(
      name: "standardise", summary: "A twin.", category: .preparation, accepts: [.image],
      missingData: "NaN stays NaN.")
  }
  func run(_ object: SkyObject, random: inout RandomStream) throws -> SkyObject { object }
}

/// Has a name that cannot be one.
struct LoudName: Stage {
  static var info: StageInfo {
    StageInfo(
      name: "Fixture/LOUD", summary: "Loud.", category: .preparation, accepts: [.image],
      missingData: "NaN stays NaN.")
  }
  func run(_ object: SkyObject, random: inout RandomStream) throws -> SkyObject { object }
}

/// Crashes at its first object.
struct TrappingStage: Stage {
  static var info: StageInfo {
    StageInfo(
      name: "fixture/trap", summary: "Traps.", category: .preparation, accepts: [.image],
      missingData: "NaN stays NaN.")
  }
  func run(_ object: SkyObject, random: inout RandomStream) throws -> SkyObject {
    fatalError("boom in run")
  }
}

/// Breaks several laws: a key without a description, randomness without being an augmentation,
/// numbers made of nothing.
struct ForgetfulStage: Stage {
  var strength = 1.0

  static var info: StageInfo {
    StageInfo(
      name: "fixture/forgetful", summary: "Forgets.", category: .preparation, accepts: [.image],
      missingData: "NaN becomes noise.")
  }

  func run(_ object: SkyObject, random: inout RandomStream) throws -> SkyObject {
    var object = object
    if var image = object.image {
      for index in image.pixels.indices { image.pixels[index] = Float(random.normal()) }
      object.image = image
    }
    return object
  }
}
