import OrreryKit

/// An architecture without layers for each kind of data, so that recipes can name one.
enum Toys {
  static func register(_ registrar: PluginRegistrar) throws {
    try registrar.register(ToyArchitecture<SpectrumToy>.self)
    try registrar.register(ToyArchitecture<LightCurveToy>.self)
    try registrar.register(ToyArchitecture<RowToy>.self)
    try registrar.register(ToyArchitecture<RowFlowToy>.self)
    try registrar.register(ToyArchitecture<SegmenterToy>.self)
  }
}

/// What one toy is for.
protocol ToyKind: Sendable {
  static var info: ArchitectureInfo { get }
}

enum SpectrumToy: ToyKind {
  static let info = ArchitectureInfo(
    name: "test/spectra", summary: "A toy.", version: "1.0.0", task: .classification,
    accepts: .spectrum, settings: [])
}

enum LightCurveToy: ToyKind {
  static let info = ArchitectureInfo(
    name: "test/curves", summary: "A toy.", version: "1.0.0", task: .classification,
    accepts: .lightCurve, settings: [])
}

enum RowToy: ToyKind {
  static let info = ArchitectureInfo(
    name: "test/rows", summary: "A toy.", version: "1.0.0", task: .classification, accepts: .row,
    settings: [])
}

enum RowFlowToy: ToyKind {
  static let info = ArchitectureInfo(
    name: "test/density", summary: "A toy.", version: "1.0.0", task: .generation, accepts: .row,
    settings: [])
}

enum SegmenterToy: ToyKind {
  static let info = ArchitectureInfo(
    name: "test/segmenter", summary: "A toy.", version: "1.0.0", task: .segmentation,
    accepts: .image, learnsFrom: ["truth"], settings: [])
}

struct ToyArchitecture<Kind: ToyKind>: Architecture {
  struct Configuration: Codable, Sendable {}
  struct Weights: Module {}

  static var info: ArchitectureInfo { Kind.info }
  static var defaults: Configuration { Configuration() }

  let specification: ModelSpecification
  var module: any Module { Weights() }

  init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) { self.specification = specification }

  func predict(_ objects: [SkyObject], _ pass: inout Pass) -> [Prediction] {
    objects.map { _ in Prediction() }
  }
}
