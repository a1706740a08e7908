// swift-tools-version:6.1
import PackageDescription

// Orrery's SDK as `orrery plugins new` found it; change these lines where it moves.
let modules = "ORRERY_MODULES"
let headers = "ORRERY_HEADERS"
let libraries = "ORRERY_LIBRARIES"

let sdk: [SwiftSetting] = [
  .unsafeFlags(["-I", modules, "-Xcc", "-fmodule-map-file=\(headers)/module.modulemap"])
]
let link: [LinkerSetting] = [
  .unsafeFlags(["-L\(libraries)", "-lOrreryKit", "-Xlinker", "-rpath=\(libraries)"])
]

let package = Package(
  name: "TypeTemplate",
  products: [.library(name: "TypeTemplate", type: .dynamic, targets: ["TypeTemplate"])],
  targets: [
    .target(name: "TypeTemplate", swiftSettings: sdk, linkerSettings: link),
    .testTarget(name: "TypeTemplateTests", dependencies: ["TypeTemplate"], swiftSettings: sdk),
  ],
  swiftLanguageModes: [.v6]
)
