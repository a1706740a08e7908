// swift-tools-version:6.1
import PackageDescription

/// The SDK: everything a plug-in author depends on, as ONE dynamic library.
let sdk: Target.Dependency = .product(name: "OrreryKit", package: "OrreryKit")
let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

/// The sources of a template, without the door for loading: it may be in a library once.
func template(_ kind: String) -> Target {
  .target(
    name: "\(kind)Template", dependencies: [sdk],
    path: "Sources/Templates/Packages/\(kind.lowercased())/Sources/\(kind)Template")
}

func templateTests(_ kind: String) -> Target {
  .testTarget(
    name: "\(kind)TemplateTests", dependencies: [sdk, .byName(name: "\(kind)Template")],
    path: "Sources/Templates/Packages/\(kind.lowercased())/Tests/\(kind)TemplateTests")
}

let package = Package(
  name: "orrery",
  products: [
    .executable(name: "orrery", targets: ["orrery"]),
    // Built by `swift build` and `swift test`, so that run-time loading is tested on a real plug-in.
    .library(name: "FixturePlugin", type: .dynamic, targets: ["FixturePlugin"]),
    .library(name: "FaultyPlugin", type: .dynamic, targets: ["FaultyPlugin"]),
  ],
  dependencies: [
    .package(path: "Sources/OrreryKit"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    // The server of `orrery serve`.
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
  ],
  targets: [
    // MARK: - Pictures of results
    .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
    .target(name: "Figures", dependencies: [sdk, "CCairo"], exclude: ["README.md"]),

    // MARK: - The program
    .target(name: "Stages", dependencies: [sdk], exclude: ["README.md"]),
    .target(name: "ONNX", dependencies: [sdk], exclude: ["README.md"]),
    .target(
      name: "Pipeline",
      dependencies: [
        sdk, "Figures", "ONNX", "Stages", "Simulators", "Baselines", "Diffusion", "Flow", "GAN",
        "LightCurveClassifier", "Morphology", "Objectives", "PhotoRedshift", "Segmenter",
        "Spectrum",
        "Yams",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["README.md"]),
    .target(
      name: "Report",
      dependencies: [
        sdk, "Pipeline",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
      ], exclude: ["README.md"], resources: [.copy("Pages")]),
    .executableTarget(
      name: "orrery",
      dependencies: [sdk, "Figures", "ONNX", "Pipeline", "Report", "Templates", arguments],
      linkerSettings: [
        // An installed command finds the SDK and the Swift runtime beside itself.
        .unsafeFlags([
          "-Xlinker", "-rpath=$ORIGIN/../lib", "-Xlinker", "-rpath=$ORIGIN/../lib/swift",
        ])
      ]),

    // What `orrery plugins new` writes: compiled and tested as it stands.
    .target(name: "Templates", exclude: ["README.md"], resources: [.copy("Packages")]),
    template("Classifier"), template("Generator"), template("Segmenter"), template("Series"),
    template("Stage"),

    // MARK: - Built-in plug-ins
    .target(
      name: "LightCurveClassifier", dependencies: [sdk], path: "Plugins/LightCurveClassifier",
      exclude: ["README.md", "Recipes"], resources: [.copy("Models")]),
    .target(
      name: "Morphology", dependencies: [sdk], path: "Plugins/Morphology",
      exclude: ["README.md", "Recipes"], resources: [.copy("Models")]),
    .target(
      name: "PhotoRedshift", dependencies: [sdk], path: "Plugins/PhotoRedshift",
      exclude: ["README.md", "Recipes"], resources: [.copy("Models")]),
    .target(
      name: "Spectrum", dependencies: [sdk], path: "Plugins/Spectrum",
      exclude: ["README.md", "Recipes"], resources: [.copy("Models")]),
    .target(
      name: "Diffusion", dependencies: [sdk], path: "Plugins/Diffusion",
      exclude: ["README.md", "Recipes"], resources: [.copy("Models")]),
    .target(
      name: "Flow", dependencies: [sdk], path: "Plugins/Flow",
      exclude: ["README.md", "Recipes"], resources: [.copy("Models")]),
    .target(
      name: "GAN", dependencies: [sdk], path: "Plugins/GAN",
      exclude: ["README.md", "Recipes"], resources: [.copy("Models")]),
    .target(
      name: "Baselines", dependencies: [sdk], path: "Plugins/Baselines",
      exclude: ["README.md", "Recipes"]),
    .target(
      name: "Segmenter", dependencies: [sdk], path: "Plugins/Segmenter",
      exclude: ["README.md", "Recipes"], resources: [.copy("Models")]),
    .target(
      name: "Objectives", dependencies: [sdk], path: "Plugins/Objectives", exclude: ["README.md"]),
    .target(
      name: "Simulators", dependencies: [sdk], path: "Plugins/Simulators", exclude: ["README.md"]),

    // MARK: - Speed beside PyTorch's
    .target(name: "Workloads", dependencies: [sdk], path: "Sources/Benchmarks/Workloads"),
    .target(
      name: "MachinePeak", path: "Sources/Benchmarks/MachinePeak",
      cSettings: [.unsafeFlags(["-O3", "-ffp-contract=fast"])]),
    .executableTarget(
      name: "benchmark", dependencies: [sdk, "Workloads", "MachinePeak", arguments],
      path: "Sources/Benchmarks/benchmark"),

    // MARK: - Tests
    .target(name: "FixturePlugin", dependencies: [sdk], path: "Tests/Fixtures/FixturePlugin"),
    .target(name: "FaultyPlugin", dependencies: [sdk], path: "Tests/Fixtures/FaultyPlugin"),
    .target(name: "TestSupport", dependencies: [sdk], path: "Tests/Support"),
    templateTests("Classifier"), templateTests("Generator"), templateTests("Segmenter"),
    templateTests("Series"), templateTests("Stage"),
    .testTarget(
      name: "TemplatesTests",
      dependencies: [
        sdk, "Pipeline", "Templates", "ClassifierTemplate", "GeneratorTemplate",
        "SegmenterTemplate", "SeriesTemplate", "StageTemplate", "TestSupport",
      ]),
    .testTarget(name: "FilesTests", dependencies: [sdk, "TestSupport"]),
    .testTarget(
      name: "TensorCoreTests", dependencies: [sdk, "TestSupport"], exclude: ["reference.py"],
      resources: [.copy("reference.json")]),
    .testTarget(
      name: "NeuralNetworkTests", dependencies: [sdk, "TestSupport"],
      exclude: [
        "Fixtures", "Layers/reference.py", "Losses/reference.py", "Metrics/reference.py",
        "Optimizers/reference.py",
        "reference.py",
      ]),
    .testTarget(
      name: "AstroDataTests", dependencies: [sdk, "TestSupport"],
      exclude: ["FITS/Golden", "WCS/make-wcs-references.py", "WCS/wcs-references.json"]),
    .testTarget(name: "FiguresTests", dependencies: [sdk, "Figures", "TestSupport"]),
    .testTarget(
      name: "OrreryKitTests", dependencies: [sdk, "TestSupport"], exclude: ["API/api.txt"]),
    .testTarget(name: "StagesTests", dependencies: [sdk, "Stages", "TestSupport"]),
    .testTarget(name: "SimulatorsTests", dependencies: [sdk, "Simulators", "TestSupport"]),
    .testTarget(
      name: "LightCurveClassifierTests",
      dependencies: [sdk, "LightCurveClassifier", "Pipeline", "TestSupport"]),
    .testTarget(name: "MorphologyTests", dependencies: [sdk, "Morphology", "TestSupport"]),
    .testTarget(
      name: "SpectrumTests", dependencies: [sdk, "Spectrum", "TestSupport"]),
    .testTarget(
      name: "DiffusionTests", dependencies: [sdk, "Diffusion", "TestSupport"],
      exclude: ["compare.py"]),
    .testTarget(name: "FlowTests", dependencies: [sdk, "Flow", "TestSupport"]),
    .testTarget(name: "GANTests", dependencies: [sdk, "GAN", "TestSupport"]),
    .testTarget(
      name: "BaselinesTests", dependencies: [sdk, "Baselines", "TestSupport"],
      exclude: ["reference.py"], resources: [.copy("reference.json")]),
    .testTarget(
      name: "SegmenterTests", dependencies: [sdk, "Segmenter", "TestSupport"],
      exclude: ["compare.py"]),
    .testTarget(name: "ObjectivesTests", dependencies: [sdk, "Objectives", "TestSupport"]),
    .testTarget(name: "PhotoRedshiftTests", dependencies: [sdk, "PhotoRedshift", "TestSupport"]),
    .testTarget(
      name: "ONNXTests", dependencies: [sdk, "ONNX", "Pipeline", "TestSupport"],
      exclude: ["make-references.py"], resources: [.copy("References")]),
    .testTarget(name: "PipelineTests", dependencies: [sdk, "Pipeline", "TestSupport"]),
    .testTarget(
      name: "ReportTests", dependencies: [sdk, "Pipeline", "Report", "orrery", "TestSupport"]),
    .testTarget(
      name: "WorkloadsTests", dependencies: [sdk, "Workloads", "TestSupport"],
      exclude: ["trajectories.py", "trajectories.json"]),
    .testTarget(
      name: "CommandTests", dependencies: [sdk, "Figures", "orrery", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
