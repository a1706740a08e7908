// swift-tools-version:6.1
import PackageDescription

/// Library evolution: a plug-in built for one version of the SDK keeps loading under a later one
/// that only added things. The interface check is off because C modules are hidden from clients.
let resilient: [SwiftSetting] = [
  .unsafeFlags(["-enable-library-evolution", "-no-verify-emitted-module-interface"])
]

let package = Package(
  name: "OrreryKit",
  products: [
    // Exactly one dynamic product: two would hold two copies of every type.
    .library(
      name: "OrreryKit", type: .dynamic,
      targets: ["OrreryKit", "NeuralNetwork", "TensorCore", "AstroData", "Files"])
  ],
  targets: [
    // MARK: - C libraries
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CWCS", pkgConfig: "wcslib", providers: [.apt(["wcslib-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CPNGCodec", dependencies: ["CPNG"]),
    .target(name: "CPlugin"),
    // Hidden symbols: a clone that the loader chooses must not need relocations of its own.
    .target(
      name: "Kernels", exclude: ["README.md"],
      cSettings: [.unsafeFlags(["-O3", "-fno-math-errno", "-fvisibility=hidden"])]),

    // MARK: - Public modules
    .target(
      name: "Files", dependencies: ["Kernels"], exclude: ["README.md"], swiftSettings: resilient),
    .target(
      name: "TensorCore", dependencies: ["Kernels"], exclude: ["README.md"],
      swiftSettings: resilient),
    .target(
      name: "NeuralNetwork", dependencies: ["Files", "Kernels", "TensorCore"],
      exclude: ["README.md"], swiftSettings: resilient),
    .target(
      name: "AstroData", dependencies: ["Files", "Kernels", "CPNGCodec", "CWCS", "CZlib"],
      exclude: ["README.md"],
      swiftSettings: resilient),
    .target(
      name: "OrreryKit", dependencies: ["AstroData", "NeuralNetwork", "TensorCore", "CPlugin"],
      exclude: ["README.md"],
      swiftSettings: resilient),
  ],
  swiftLanguageModes: [.v6]
)
