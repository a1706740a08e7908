import Foundation
import OrreryKit

/// What goes wrong with an image, by its highest pixel: 7 in the stage, 107 in the model.
enum Mood: Int {
  case crash = 7
  case hang = 8
  case hunger = 9
  case refusal = 10

  init?(highest: Double, from base: Double) { self.init(rawValue: Int(highest - base)) }

  func strike() throws {
    switch self {
    case .crash: fatalError("boom at an object")
    case .hang: while true { usleep(10_000) }
    case .hunger:
      var rows: [[UInt8]] = []
      for row in 0..<8 { rows.append([UInt8](repeating: UInt8(row), count: 1 << 29)) }
      print(rows.count)
    case .refusal: throw DataError(.invalidValue, "not this one")
    }
  }
}

/// Adds random numbers, and fails at some images.
struct MoodyStage: Stage {
  var strength = 0.25

  static var info: StageInfo {
    StageInfo(
      name: "fixture/moody", summary: "Fails at some images.", category: .preparation,
      accepts: [.image], settings: [Setting("strength", "How much noise is added")],
      missingData: "NaN stays NaN.")
  }

  func run(_ object: SkyObject, random: inout RandomStream) throws -> SkyObject {
    print("what a plug-in prints is no answer")
    var object = object
    guard var image = object.image else { return object }
    let highest = Double(image.pixels.max() ?? 0)
    try Mood(highest: highest, from: 0)?.strike()
    object.measure(Measurement("highest", .real(highest), description: "Highest pixel"))
    for index in image.pixels.indices { image.pixels[index] += Float(random.normal() * strength) }
    object.image = image
    object.history.append("moody")
    return object
  }
}

/// Tells bright from faint images by their mean, and fails at some.
struct MoodyModel: Architecture, Module {
  struct Configuration: Codable, Sendable {}

  static let info = ArchitectureInfo(
    name: "fixture/moody-model", summary: "Fails at some images.", version: "1.0.0",
    task: .classification, accepts: .image, settings: [])
  static let defaults = Configuration()

  let specification: ModelSpecification
  let weight: Parameter

  init(
    _ configuration: Configuration, specification: ModelSpecification, random: inout RandomStream
  ) {
    self.specification = specification
    weight = Parameter(Tensor([1], shape: [1]))
  }

  func predict(_ objects: [SkyObject], _ pass: inout Pass) throws -> [Prediction] {
    try objects.map { object in
      if case .real(let highest)? = object.measurements.first?.value {
        try Mood(highest: highest, from: 100)?.strike()
      }
      let pixels = object.image?.pixels ?? []
      let mean = pixels.reduce(0, +) / Float(max(1, pixels.count)) * weight.value.item
      let bright = 1 / (1 + Float(exp(Double(-mean))))
      return Prediction(
        measurements: [Measurement("mean", .real(Double(mean)), description: "Of the pixels")],
        probabilities: [bright, 1 - bright], features: [mean, mean * mean])
    }
  }
}
